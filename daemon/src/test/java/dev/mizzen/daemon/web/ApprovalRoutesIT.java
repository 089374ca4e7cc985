package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.daemon.report.Examples;
import dev.mizzen.daemon.report.HandClock;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApprovalRoutesIT {
    private static final String TOKEN = "a-token-of-alices";
    private static final Config.Token ALICE = new Config.Token("alice", new SecretRef.InEnvironment("ALICE"));
    private static final String DIGEST = Examples.hold().deletions().digest().hex();

    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Approvers approvers = new Approvers(Map.of("ALICE", TOKEN));
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<Store> store = Optional.empty();
    private Optional<ApprovalBook> book = Optional.empty();
    private Optional<WebServer> web = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        Store opened = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
        store = Optional.of(opened);
        ApprovalBook approvals = new ApprovalBook(opened.approvals(), opened.events(), done -> {}, clock);
        book = Optional.of(approvals);
        ApprovalDesk desk = new ApprovalDesk(
                approvals, approvers, id -> Map.of(Examples.STAGING, Set.of(Examples.DEPLOYMENT)), told::add);
        web = Optional.of(WebServer.start(
                "127.0.0.1",
                0,
                new WebServer.Parts(
                        board,
                        id -> Optional.empty(),
                        opened,
                        names -> "",
                        () -> new Readiness(true, Map.of()),
                        (kind, source, headers, body) -> PushEvents.Answer.UNKNOWN,
                        () -> {},
                        desk,
                        id -> new ResolvedAnswer(404, "no such delivery\n"),
                        List::of,
                        (id, revision, who) -> new Asked.Refused("no"),
                        () -> FleetSeen.NONE),
                clock));
        approvers.configure(List.of(ALICE));
        approvals.held(Examples.WEB, List.of(Examples.hold()));
    }

    @AfterEach
    void stop() {
        web.ifPresent(WebServer::close);
        store.ifPresent(Store::close);
        http.close();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + web.orElseThrow().port() + "/api/v1/approvals"));
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = request().POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> approve(String digest) throws Exception {
        return post("{\"digest\": \"" + digest + "\"}", "Authorization", "Bearer " + TOKEN);
    }

    private JsonNode list() throws Exception {
        return JsonMapper.shared()
                .readTree(http.send(request().build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    @Test
    void everybodyMayReadWhatWaitsWithEverythingThatWouldGo() throws Exception {
        book.orElseThrow()
                .held(
                        new SourceName("shop"),
                        List.of(new Hold(
                                Hold.Reason.LEFT_GIT,
                                "2 left",
                                new Deletions.OfDeliveries(
                                        new SourceName("shop"), Set.of(Examples.WEB, Examples.API)))));
        JsonNode list = list();
        assertThat(list.path("given").isEmpty()).isTrue();
        assertThat(list.path("waiting")).hasSize(2);
        List<JsonNode> waiting = new ArrayList<>();
        list.path("waiting").forEach(waiting::add);
        JsonNode guard = waiting.stream()
                .filter(w -> w.path("reason").asString().equals("guard"))
                .findFirst()
                .orElseThrow();
        assertThat(guard.toString()).isEqualTo("""
                {"digest":"%s","reason":"guard","what":"would delete 1 of 1 objects","since":"2026-11-22T12:00:00Z",\
                "source":"shop","count":1,"deliveries":["shop/staging/web"],"objects":[{"delivery":"shop/staging/web",\
                "cluster":"staging","group":"apps","kind":"Deployment","namespace":"shop","name":"web"}]}""".formatted(DIGEST));
        JsonNode left = waiting.stream()
                .filter(w -> w.path("reason").asString().equals("left-git"))
                .findFirst()
                .orElseThrow();
        assertThat(left.path("objects"))
                .extracting(o ->
                        o.path("delivery").asString() + " " + o.path("kind").asString())
                .containsExactly("shop/prod/api Deployment", "shop/staging/web Deployment");
    }

    @Test
    void thePageSaysHowToApproveAndIsTextOnly() throws Exception {
        URI page = URI.create("http://127.0.0.1:" + web.orElseThrow().port() + "/");
        board.rejected(Examples.API, Examples.FIRST, clock.instant(), List.of(Problem.of("no")));
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body())
                .contains("shop/staging/web", "would delete 1 of 1 objects", "2026-11-22T12:00:00Z")
                .contains("<code>mizzen approve " + DIGEST.substring(0, 10) + "</code>")
                .doesNotContain("<form", "<script", "<input", "<button");
        assertThat(answer.headers().firstValue("content-security-policy"))
                .contains("default-src 'none'; style-src 'unsafe-inline'");
        book.orElseThrow().held(Examples.WEB, List.of());
        assertThat(http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .doesNotContain("mizzen approve");
    }

    @Test
    void whoHasATokenApprovesByTheFirstDigitsAndIsRemembered() throws Exception {
        HttpResponse<String> answer = approve(DIGEST.substring(0, 10));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode approval = JsonMapper.shared().readTree(answer.body());
        assertThat(approval.path("digest").asString()).isEqualTo(DIGEST);
        assertThat(approval.path("by").asString()).isEqualTo("alice");
        assertThat(approval.path("expires").asString()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(list().path("waiting").isEmpty()).isTrue();
        assertThat(list().path("given").path(0).path("remaining").asInt()).isEqualTo(1);
        assertThat(approve(DIGEST).statusCode())
                .as("to say it twice changes nothing")
                .isEqualTo(200);
        book.orElseThrow().outstanding(Examples.WEB, Examples.STAGING, Set.of());
        assertThat(list().path("given").path(0).path("ending").asString()).isEqualTo("done");
        assertThat(told).containsExactly("approved", "approved");
    }

    @Test
    void whoHasNoneIsRefusedAndSoonNotEvenHeard() throws Exception {
        String body = "{\"digest\": \"" + DIGEST + "\"}";
        assertThat(post(body).statusCode()).isEqualTo(401);
        assertThat(post(body, "Authorization", "Bearer").statusCode()).isEqualTo(401);
        assertThat(post(body, "Authorization", "Basic " + TOKEN).statusCode()).isEqualTo(401);
        HttpResponse<String> wrong = post(body, "Authorization", "Bearer " + TOKEN + "x");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(wrong.body()).contains("Authorization: Bearer <token>").hasLineCount(1);
        assertThat(post("not even JSON").statusCode()).isEqualTo(401);
        HttpResponse<String> limited = approve(DIGEST);
        assertThat(limited.statusCode())
                .as("five failures shut the door for a right token too")
                .isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("10");
        assertThat(book.orElseThrow().waiting()).hasSize(1);
        clock.advance(Duration.ofSeconds(10));
        assertThat(approve(DIGEST).statusCode()).isEqualTo(200);
        assertThat(told).hasSize(7).endsWith("unauthorized", "approved");
    }

    @Test
    void withoutTokensNobodyApprovesAndIsToldWhatToConfigure() throws Exception {
        approvers.configure(List.of());
        HttpResponse<String> answer = approve(DIGEST);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("mizzen.yaml", "tokens:").hasLineCount(1);
        approvers.configure(List.of(ALICE));
        assertThat(approve(DIGEST).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsWrongWithARequestIsSaidInOneLine() throws Exception {
        HttpResponse<String> form = post("{\"digset\": \"\"}", "Authorization", "bearer " + TOKEN);
        assertThat(form.statusCode()).isEqualTo(400);
        assertThat(form.body())
                .startsWith("unknown field \"digset\"; did you mean \"digest\"?")
                .hasLineCount(1);
        HttpResponse<String> unknown = approve("0".repeat(64));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .contains("what waits now: " + DIGEST.substring(0, 10) + " (would delete 1 of 1 objects)")
                .hasLineCount(1);
        book.orElseThrow().held(Examples.WEB, List.of());
        assertThat(approve("0".repeat(64)).body()).contains("nothing waits now");
        assertThat(post("x".repeat(ApprovalRoutes.BODY_BYTES + 1), "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void withoutTheStoreNothingIsApproved() throws Exception {
        store.ifPresent(Store::close);
        HttpResponse<String> answer = approve(DIGEST);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("nothing was approved");
        store = Optional.empty();
    }
}
