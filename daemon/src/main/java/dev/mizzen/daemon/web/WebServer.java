package dev.mizzen.daemon.web;

import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Freezes;
import dev.mizzen.daemon.promote.Standing;
import dev.mizzen.daemon.report.NextTry;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.reconcile.model.DeliveryId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's HTTP side. Handlers that wait do so off the event loop. */
public final class WebServer implements AutoCloseable {
    /** Else a folder in the system's temporary one would outlive a daemon that is killed. */
    private static final VertxOptions NO_FILES = new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));

    /** Most bytes of a push event (GitHub sends up to 25 MB; a push of that size is found by the next poll). */
    public static final int BODY_BYTES = 3 * 1024 * 1024;

    private static final int MOST_ROWS = 100;
    private static final int HOOK_BURST = 30;
    private static final Duration HOOK_INTERVAL = Duration.ofMillis(200);
    /** Requests under way have so long to end when the server stops. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final String JSON = "application/json; charset=utf-8";

    private final Vertx vertx = Vertx.vertx(NO_FILES);
    private final Parts parts;
    private final RateLimit hookLimit;
    private final HttpServer server;

    /**
     * Whom the server asks.
     *
     * @param next when a delivery that waits is tried again
     * @param resolved what a delivery is rendered with; may take as long as its clusters
     * @param limited told of each push event that was refused because too many came
     */
    public record Parts(
            StatusBoard board,
            Function<DeliveryId, Optional<NextTry>> next,
            Store store,
            Function<Set<String>, String> metrics,
            Supplier<Readiness> readiness,
            PushEvents events,
            Runnable limited,
            ApprovalDesk approvals,
            Function<DeliveryId, ResolvedAnswer> resolved,
            Supplier<List<Standing>> promotions,
            RollbackDesk rollbacks,
            Supplier<FleetSeen> fleet,
            Optional<Freezes> freezes) {
        /** Where no environment can be frozen. */
        public Parts(
                StatusBoard board,
                Function<DeliveryId, Optional<NextTry>> next,
                Store store,
                Function<Set<String>, String> metrics,
                Supplier<Readiness> readiness,
                PushEvents events,
                Runnable limited,
                ApprovalDesk approvals,
                Function<DeliveryId, ResolvedAnswer> resolved,
                Supplier<List<Standing>> promotions,
                RollbackDesk rollbacks,
                Supplier<FleetSeen> fleet) {
            this(
                    board,
                    next,
                    store,
                    metrics,
                    readiness,
                    events,
                    limited,
                    approvals,
                    resolved,
                    promotions,
                    rollbacks,
                    fleet,
                    Optional.empty());
        }
    }

    /**
     * Listens at once.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static WebServer start(String host, int port, Parts parts, Clock clock) throws IOException {
        return new WebServer(host, port, parts, clock);
    }

    private WebServer(String host, int port, Parts parts, Clock clock) throws IOException {
        this.parts = parts;
        this.hookLimit = new RateLimit(HOOK_BURST, HOOK_INTERVAL, clock);
        HttpServerOptions options = new HttpServerOptions()
                .setCompressionSupported(true)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            server = await(vertx.createHttpServer(options)
                    .requestHandler(router(clock))
                    .listen(port, host));
        } catch (IOException e) {
            vertx.close();
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.actualPort();
    }

    private Router router(Clock clock) {
        Router router = Router.router(vertx);
        router.get("/healthz").handler(context -> text(context, 200, "ok\n"));
        router.get("/readyz").handler(context -> blocking(context, this::ready));
        router.get("/metrics").handler(context -> blocking(context, this::metrics));
        router.get("/api/v1/deliveries").handler(context -> blocking(context, this::deliveries));
        router.get("/api/v1/deliveries/:source/:environment/:app")
                .handler(context -> blocking(context, this::delivery));
        new HistoryRoutes(parts.store(), clock).add(router, this::blocking);
        new PromotionRoute(parts.promotions()).add(router, this::blocking);
        new ClusterRoute(parts.fleet()).add(router, this::blocking);
        new ResolvedRoute(parts.resolved(), clock).add(router, this::blocking);
        TokenCheck tokens = new TokenCheck(
                parts.approvals().approvers(), () -> parts.approvals().told().accept("unauthorized"), clock);
        new ApprovalRoutes(parts.approvals(), tokens).add(router, this::blocking);
        new RollbackRoute(parts.rollbacks(), tokens).add(router, this::blocking);
        parts.freezes().ifPresent(freezes -> new FreezeRoutes(freezes, tokens).add(router, this::blocking));
        router.get("/").handler(context -> blocking(context, this::page));
        router.post("/hooks/:kind/:source")
                .handler((PlatformHandler) this::limit)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
                .handler(context -> blocking(context, this::hook));
        router.errorHandler(
                413,
                context -> text(
                        context,
                        413,
                        "the body has more than "
                                + (List.of(ApprovalRoutes.PATH, FreezeRoutes.PATH)
                                                .contains(context.request().path())
                                        ? ApprovalRoutes.BODY_BYTES
                                        : BODY_BYTES)
                                + " bytes\n"));
        return router;
    }

    private void blocking(RoutingContext context, Consumer<RoutingContext> handler) {
        vertx.executeBlocking(
                        () -> {
                            handler.accept(context);
                            return true;
                        },
                        false)
                .onFailure(context::fail);
    }

    private void ready(RoutingContext context) {
        Readiness readiness = parts.readiness().get();
        StringBuilder text = new StringBuilder(readiness.ready() ? "ready\n" : "not ready\n");
        readiness
                .details()
                .forEach((part, detail) ->
                        text.append(part).append(": ").append(detail).append('\n'));
        text(context, readiness.ready() ? 200 : 503, text.toString());
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                .end(parts.metrics().apply(Set.copyOf(context.queryParam("name[]"))));
    }

    private void deliveries(RoutingContext context) {
        json(context, 200, DeliveryJson.list(parts.board().all(), parts.next()));
    }

    private void delivery(RoutingContext context) {
        DeliveryId id;
        try {
            id = DeliveryId.parse(context.pathParam("source") + "/" + context.pathParam("environment") + "/"
                    + context.pathParam("app"));
        } catch (IllegalArgumentException e) {
            text(context, 404, "no such delivery\n");
            return;
        }
        History history = History.of(id, parts.store(), MOST_ROWS);
        parts.board()
                .of(id)
                .ifPresentOrElse(
                        state -> json(
                                context,
                                200,
                                DeliveryJson.one(state, parts.next().apply(id), history.events(), history.runs())),
                        () -> text(context, 404, "no such delivery\n"));
    }

    private void page(RoutingContext context) {
        context.response()
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
                .end(ClusterRows.added(
                        PromotionRows.added(
                                StatusPage.withTroubles(
                                        StatusPage.of(
                                                parts.board().all(),
                                                parts.approvals().book().waiting()),
                                        parts.readiness().get().details()),
                                parts.promotions().get()),
                        parts.fleet().get()));
    }

    private void limit(RoutingContext context) {
        String source = context.pathParam("source");
        if (hookLimit.allows(source)) {
            context.next();
        } else {
            parts.limited().run();
            text(context, 429, "too many events\n");
        }
    }

    private void hook(RoutingContext context) {
        Map<String, String> headers = new HashMap<>();
        context.request().headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        switch (parts.events().receive(context.pathParam("kind"), context.pathParam("source"), headers, body)) {
            case ACCEPTED -> text(context, 202, "accepted\n");
            case IGNORED -> text(context, 202, "ignored\n");
            case REFUSED -> text(context, 401, "refused\n");
            case UNKNOWN -> text(context, 404, "no such hook\n");
        }
    }

    static void json(RoutingContext context, int status, String json) {
        context.response().setStatusCode(status).putHeader("content-type", JSON).end(json);
    }

    static void text(RoutingContext context, int status, String text) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(text);
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    e.getCause() == null ? "it took too long" : e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Takes no more requests, lets those under way end, and frees the port. */
    @Override
    public void close() {
        try {
            await(server.shutdown(GRACE.toMillis(), TimeUnit.MILLISECONDS));
            await(vertx.close());
        } catch (IOException e) {
            LOG.warn("the web server did not stop: {}", e.getMessage());
        }
    }
}
