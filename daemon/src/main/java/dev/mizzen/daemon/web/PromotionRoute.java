package dev.mizzen.daemon.web;

import dev.mizzen.daemon.promote.Standing;
import dev.mizzen.gitsource.snapshot.Revision;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /api/v1/promotions}: where each promotion stands, in order of target. Fields are only ever added. */
final class PromotionRoute {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<List<Standing>> promotions;

    PromotionRoute(Supplier<List<Standing>> promotions) {
        this.promotions = promotions;
    }

    void add(Router router, BiConsumer<RoutingContext, Consumer<RoutingContext>> blocking) {
        router.get("/api/v1/promotions")
                .handler(context -> blocking.accept(context, c -> WebServer.json(c, 200, answer())));
    }

    String answer() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode all = root.putArray("promotions");
        promotions.get().forEach(standing -> put(all.addObject(), standing));
        return root.toString();
    }

    private static void put(ObjectNode node, Standing standing) {
        node.put("source", standing.target().source().value())
                .put("app", standing.target().app().value())
                .put("from", standing.from().value())
                .put("to", standing.target().environment().value())
                .put("by", standing.by().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("state", standing.state().word())
                .put("message", standing.line());
        standing.candidate().map(Revision::id).ifPresent(id -> node.put("candidate", id));
        standing.pinned().map(Revision::id).ifPresent(id -> node.put("pinned", id));
        standing.branch().ifPresent(name -> node.put("branch", name));
        standing.page().map(URI::toString).ifPresent(page -> node.put("pullRequest", page));
    }
}
