package dev.mizzen.daemon.web;

import dev.mizzen.daemon.fleet.ClusterSeen;
import dev.mizzen.daemon.fleet.FleetSeen;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /api/v1/clusters}: each cluster, in order of name, and each Secret that is none. Fields are only ever added. */
final class ClusterRoute {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<FleetSeen> fleet;

    ClusterRoute(Supplier<FleetSeen> fleet) {
        this.fleet = fleet;
    }

    void add(Router router, BiConsumer<RoutingContext, Consumer<RoutingContext>> blocking) {
        router.get("/api/v1/clusters")
                .handler(context -> blocking.accept(context, c -> WebServer.json(c, 200, answer())));
    }

    String answer() {
        FleetSeen seen = fleet.get();
        ObjectNode root = JSON.createObjectNode();
        ArrayNode clusters = root.putArray("clusters");
        seen.clusters().forEach(cluster -> put(clusters.addObject(), cluster));
        ArrayNode refused = root.putArray("refused");
        seen.refused()
                .forEach(no -> refused.addObject().put("from", no.secret()).put("message", no.why()));
        return root.toString();
    }

    private static void put(ObjectNode node, ClusterSeen cluster) {
        node.put("name", cluster.name().value())
                .put("origin", cluster.origin().word())
                .put("from", cluster.origin().toString())
                .put("state", cluster.state().word())
                .put("message", cluster.message())
                .put("since", cluster.since().toString())
                .put("deliveries", cluster.deliveries());
        cluster.server().ifPresent(server -> node.put("server", server));
        cluster.version().ifPresent(version -> node.put("version", version));
        cluster.lastContact().map(Instant::toString).ifPresent(last -> node.put("lastContact", last));
        ObjectNode labels = node.putObject("labels");
        cluster.labels().forEach(labels::put);
        ObjectNode watches = node.putObject("watches");
        cluster.watches().forEach((how, count) -> watches.put(how.name().toLowerCase(Locale.ROOT), count));
    }
}
