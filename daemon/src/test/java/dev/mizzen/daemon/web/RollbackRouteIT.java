package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.daemon.promote.Standing;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackRouteIT {
    private static final String TOKEN = "alice-0123456789abcdef";
    private static final String BODY = "{\"source\": \"shop\", \"environment\": \"prod\", \"app\": \"web\"}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Asked answer = new Asked.Done(
            Standing.State.ROLLBACK_PROPOSED,
            "it waits",
            Optional.of("mizzen/rollback-by-hand/prod/web"),
            Optional.of(URI.create("https://forge.example/pulls/7")));
    private Store store;
    private WebServer web;

    @BeforeEach
    void start() throws Exception {
        Clock clock = Clock.systemUTC();
        store = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
        Approvers approvers = new Approvers(Map.of("ALICE", TOKEN));
        approvers.configure(List.of(new Config.Token("alice", new SecretRef.InEnvironment("ALICE"))));
        web = WebServer.start(
                "127.0.0.1",
                0,
                new WebServer.Parts(
                        new StatusBoard(clock),
                        id -> Optional.empty(),
                        store,
                        names -> "",
                        () -> new Readiness(true, Map.of()),
                        (kind, source, headers, body) -> PushEvents.Answer.UNKNOWN,
                        () -> {},
                        new ApprovalDesk(
                                new ApprovalBook(store.approvals(), store.events(), done -> {}, clock),
                                approvers,
                                id -> Map.of(),
                                word -> {}),
                        id -> new ResolvedAnswer(404, ""),
                        List::of,
                        (id, revision, who) -> {
                            asked.add(who + " " + id + " " + revision.orElse("the last"));
                            return answer;
                        },
                        () -> FleetSeen.NONE),
                clock);
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
        http.close();
    }

    @Test
    void whoHasATokenIsToldWhatCameOfIt() throws Exception {
        HttpResponse<String> done = post(BODY, TOKEN);
        post(BODY.replace("}", ", \"revision\": \"3f9a0c1\"}"), TOKEN);

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).isEqualTo("""
                {"delivery":"shop/prod/web","state":"rollback-proposed","message":"it waits",\
                "branch":"mizzen/rollback-by-hand/prod/web","pullRequest":"https://forge.example/pulls/7"}""");
        assertThat(asked).containsExactly("alice shop/prod/web the last", "alice shop/prod/web 3f9a0c1");
    }

    @Test
    void withoutATokenNothingIsAskedFor() throws Exception {
        assertThat(post(BODY, "wrong").statusCode()).isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatCannotBeDoneIsToldFromWhatFailed() throws Exception {
        answer = new Asked.Refused("it pins that already");
        assertThat(post(BODY, TOKEN).statusCode()).isEqualTo(409);

        answer = new Asked.Failed("the server is away");
        HttpResponse<String> failed = post(BODY, TOKEN);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).isEqualTo("the server is away; try again\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"source\": \"shop\", \"environment\": \"prod\"}",
                "{\"source\": \"../shop\", \"environment\": \"prod\", \"app\": \"web\"}",
                "{\"source\": \"shop\", \"environment\": \"prod\", \"app\": \"web\", \"revision\": \"HEAD~1\"}",
                "{\"source\": \"shop\", \"environment\": \"prod\", \"app\": \"web\", \"app\": \"api\"}",
                "{\"source\": \"shop\", \"environment\": \"prod\", \"app\": \"web\", \"revisoin\": \"3f9a0c1\"}"
            })
    void aBodyOfAnotherFormAsksForNothing(String body) throws Exception {
        assertThat(post(body, TOKEN).statusCode()).isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    private HttpResponse<String> post(String body, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + RollbackRoute.PATH))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
