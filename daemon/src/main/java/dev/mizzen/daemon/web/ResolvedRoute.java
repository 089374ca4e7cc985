package dev.mizzen.daemon.web;

import dev.mizzen.reconcile.model.DeliveryId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code GET /api/v1/deliveries/<source>/<environment>/<app>/resolved}; each request may ask clusters, so they are few. */
final class ResolvedRoute {
    private static final int BURST = 20;
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final String ALL = "";

    private final Function<DeliveryId, ResolvedAnswer> answers;
    private final RateLimit limit;

    ResolvedRoute(Function<DeliveryId, ResolvedAnswer> answers, Clock clock) {
        this.answers = answers;
        this.limit = new RateLimit(BURST, INTERVAL, clock);
    }

    void add(Router router, BiConsumer<RoutingContext, Consumer<RoutingContext>> blocking) {
        router.get("/api/v1/deliveries/:source/:environment/:app/resolved")
                .handler(context -> blocking.accept(context, this::answer));
    }

    private void answer(RoutingContext context) {
        DeliveryId id;
        try {
            id = DeliveryId.parse(context.pathParam("source") + "/" + context.pathParam("environment") + "/"
                    + context.pathParam("app"));
        } catch (IllegalArgumentException e) {
            WebServer.text(context, 404, "no such delivery\n");
            return;
        }
        if (!limit.allows(ALL)) {
            WebServer.text(context, 429, "too many requests\n");
            return;
        }
        ResolvedAnswer answer = answers.apply(id);
        if (answer.status() == 200) {
            context.response()
                    .putHeader("content-type", "application/yaml; charset=utf-8")
                    .end(answer.text());
        } else {
            WebServer.text(context, answer.status(), answer.text());
        }
    }
}
