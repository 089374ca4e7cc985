package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.daemon.report.Examples;
import dev.mizzen.daemon.report.NextTry;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebServerIT {
    private final Clock clock = Clock.systemUTC();
    private final StatusBoard board = new StatusBoard(clock);
    private final List<Integer> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger limited = new AtomicInteger();
    private volatile PushEvents.Answer answer = PushEvents.Answer.ACCEPTED;
    private volatile boolean ready = true;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<DeliveryId, NextTry> next = new ConcurrentHashMap<>();
    private Optional<Store> store = Optional.empty();
    private Optional<WebServer> web = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        Store opened = Store.open("jdbc:h2:mem:web", Optional.empty(), Optional.empty());
        store = Optional.of(opened);
        web = Optional.of(WebServer.start(
                "127.0.0.1",
                0,
                new WebServer.Parts(
                        board,
                        id -> Optional.ofNullable(next.get(id)),
                        opened,
                        names -> "a_metric 1\n" + names,
                        () -> new Readiness(ready, Map.of("store", "ok")),
                        (kind, source, headers, body) -> {
                            bodies.add(body.length);
                            return answer;
                        },
                        limited::incrementAndGet,
                        new ApprovalDesk(
                                new ApprovalBook(opened.approvals(), opened.events(), done -> {}, clock),
                                new Approvers(Map.of()),
                                id -> Map.of(),
                                result -> {}),
                        id -> id.equals(Examples.API)
                                ? slow()
                                : id.equals(Examples.WEB)
                                        ? new ResolvedAnswer(200, "delivery: " + id + "\n")
                                        : new ResolvedAnswer(409, "not now\n"),
                        List::of,
                        (id, revision, who) -> new Asked.Refused("no"),
                        () -> FleetSeen.NONE),
                clock));
    }

    @AfterEach
    void stop() {
        web.ifPresent(WebServer::close);
        store.ifPresent(Store::close);
        threads.close();
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + web.orElseThrow().port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(int bytes) throws IOException, InterruptedException {
        HttpRequest request = request("/hooks/github/shop")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void healthIsAlwaysToldAndReadinessSaysWhy() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready\nstore: ok\n");
        ready = false;
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/metrics").body()).as("all of them").isEqualTo("a_metric 1\n[]");
        assertThat(get("/metrics?name%5B%5D=a_metric").body())
                .as("those that are named")
                .isEqualTo("a_metric 1\n[a_metric]");
    }

    @Test
    void deliveriesAreListedAndOneIsToldInWhole() throws Exception {
        Examples.applied(board, Examples.WEB, Examples.FIRST, Health.HEALTHY);
        board.drifted(Examples.drift(Instant.parse("2026-11-22T12:00:00Z")), Optional.empty());
        board.rejected(
                Examples.API,
                Examples.FIRST,
                clock.instant(),
                List.of(Problem.at(new Position("apps/api/application.yaml", 9, 7), "no")
                        .withNearest(Optional.of("yes"))));
        store.orElseThrow()
                .events()
                .add(new Events.Row(
                        Examples.WEB, Examples.STAGING, Examples.DEPLOYMENT.toString(), "drift", "m", clock.instant()));

        JsonNode list =
                JsonMapper.shared().readTree(get("/api/v1/deliveries").body()).path("deliveries");
        assertThat(list).extracting(d -> d.path("id").asString()).containsExactly("shop/prod/api", "shop/staging/web");
        assertThat(list.path(1).path("sync").asString()).isEqualTo("synced");
        assertThat(list.path(1).path("health").asString()).isEqualTo("healthy");
        assertThat(list.path(1).path("drift").asString()).isEqualTo("drifted");

        JsonNode web = JsonMapper.shared()
                .readTree(get("/api/v1/deliveries/shop/staging/web").body());
        assertThat(web.path("objects").path(0).path("kind").asString()).isEqualTo("Deployment");
        assertThat(web.path("drifts")
                        .path(0)
                        .path("fields")
                        .path(0)
                        .path("manager")
                        .asString())
                .isEqualTo("kubectl-edit");
        assertThat(web.path("events").path(0).path("kind").asString()).isEqualTo("drift");

        JsonNode problem = JsonMapper.shared()
                .readTree(get("/api/v1/deliveries/shop/prod/api").body())
                .path("problems")
                .path(0);
        assertThat(problem.path("text").asString())
                .isEqualTo("apps/api/application.yaml:9:7: no; did you mean \"yes\"?");
        assertThat(problem.path("line").asInt()).isEqualTo(9);
        assertThat(problem.path("nearest").asString()).isEqualTo("yes");
    }

    @Test
    void whatIsNotThereIs404() throws Exception {
        assertThat(get("/api/v1/deliveries/shop/staging/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/deliveries/SHOP/x%20y/z").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/deliveries/SHOP/x%20y/z/resolved").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void resolvedInputsAreGivenAndNotMoreOftenThanClustersMayBeAsked() throws Exception {
        var given = get("/api/v1/deliveries/shop/staging/web/resolved");
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(given.headers().firstValue("content-type")).contains("application/yaml; charset=utf-8");
        assertThat(given.body()).isEqualTo("delivery: shop/staging/web\n");
        assertThat(get("/api/v1/deliveries/shop/staging/nothing/resolved").statusCode())
                .isEqualTo(409);
        int last = 0;
        for (int i = 0; i < 200 && last != 429; i++) {
            last = get("/api/v1/deliveries/shop/staging/web/resolved").statusCode();
        }
        assertThat(last).isEqualTo(429);
    }

    @Test
    void clustersThatHangHoldUpNothingElse() throws Exception {
        String path = "/api/v1/deliveries/" + Examples.API + "/resolved";
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> status(path), threads));
        }
        await().until(() -> waiting.get() == 3);
        assertThat(get(path).statusCode()).isEqualTo(429);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        hanging.countDown();
        assertThat(asked).extracting(CompletableFuture::join).containsExactly(200, 200, 200);
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    private ResolvedAnswer slow() {
        waiting.incrementAndGet();
        try {
            assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ResolvedAnswer(200, "slow\n");
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thePageShowsEveryDeliveryAndEscapesWhatItShows() throws Exception {
        assertThat(get("/").body()).contains("Nothing is delivered yet");
        board.rejected(Examples.API, Examples.FIRST, clock.instant(), List.of(Problem.of("<script>alert(1)</script>")));
        assertThat(get("/").body())
                .contains("shop/api", "rejected", "&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void aHookAnswersByWhatBecameOfTheEvent() throws Exception {
        assertThat(post(10)).isEqualTo(202);
        answer = PushEvents.Answer.REFUSED;
        assertThat(post(10)).isEqualTo(401);
        answer = PushEvents.Answer.UNKNOWN;
        assertThat(post(10)).isEqualTo(404);
        assertThat(bodies).containsExactly(10, 10, 10);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedAndNeverSeen() throws Exception {
        assertThat(post(WebServer.BODY_BYTES)).isEqualTo(202);
        assertThat(post(WebServer.BODY_BYTES + 1)).isEqualTo(413);
        assertThat(bodies).containsExactly(WebServer.BODY_BYTES);
    }

    @Test
    void tooManyEventsOfASourceAreRefusedUnread() throws Exception {
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            refused += post(1) == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        assertThat(limited).hasValue(refused);
        assertThat(bodies).hasSize(100 - refused);
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        int port = web.orElseThrow().port();
        WebServer.Parts parts = new WebServer.Parts(
                board,
                id -> Optional.empty(),
                store.orElseThrow(),
                names -> "",
                () -> new Readiness(true, Map.of()),
                (k, s, h, b) -> answer,
                () -> {},
                new ApprovalDesk(
                        new ApprovalBook(
                                store.orElseThrow().approvals(),
                                store.orElseThrow().events(),
                                done -> {},
                                clock),
                        new Approvers(Map.of()),
                        id -> Map.of(),
                        result -> {}),
                id -> new ResolvedAnswer(404, "no such delivery\n"),
                List::of,
                (id, revision, who) -> new Asked.Refused("no"),
                () -> FleetSeen.NONE);
        IOException e = assertThrows(IOException.class, () -> WebServer.start("127.0.0.1", port, parts, clock));
        assertThat(e).hasMessageContaining("cannot listen on 127.0.0.1:" + port);
    }
}
