package dev.mizzen.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.RealGit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeFixtureIT {
    private static final String SHA = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";

    @TempDir
    Path temp;

    private ForgeFixture github;
    private HttpServer receiver;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        github = ForgeFixture.start(Clock.systemUTC());
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                String event = exchange.getRequestHeaders().getFirst("X-GitHub-Event");
                received.add(event + " " + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        github.close();
        receiver.stop(0);
    }

    private int post(String path, String body) throws Exception {
        return post(URI.create(github.api() + path), body);
    }

    private static int post(URI uri, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    @Test
    void aStatusThatGitHubWouldTakeIsRecorded() throws Exception {
        int status = post("/repos/acme/shop/statuses/" + SHA, "{\"state\":\"success\",\"context\":\"mizzen\"}");

        assertThat(status).isEqualTo(201);
        assertThat(github.statuses()).singleElement().satisfies(recorded -> {
            assertThat(recorded.repository()).isEqualTo("acme/shop");
            assertThat(recorded.sha()).isEqualTo(SHA);
            assertThat(recorded.state()).isEqualTo("success");
        });
        assertThat(github.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"state\":\"done\"}",
                "{\"state\":\"success\",\"targetUrl\":\"https://example.com\"}",
                "{\"state\":\"success\",\"description\":7}",
            })
    void aStatusThatGitHubWouldNotTakeIsRefusedAndRemembered(String body) throws Exception {
        assertThat(post("/repos/acme/shop/statuses/" + SHA, body)).isEqualTo(422);
        assertThat(github.statuses()).isEmpty();
        assertThat(github.violations()).isNotEmpty();
    }

    @Test
    void aDescriptionOver140CharactersIsRefused() throws Exception {
        String body = "{\"state\":\"success\",\"description\":\"" + "x".repeat(141) + "\"}";

        assertThat(post("/repos/acme/shop/statuses/" + SHA, body)).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({"GITLAB, /projects/acme%2Fshop/merge_requests", "GITEA, /repos/acme/shop/pulls"})
    void aFieldThatTheMakersClientDoesNotHaveIsRefusedAndRemembered(Vendor vendor, String path) throws Exception {
        try (ForgeFixture fixture = ForgeFixture.start(vendor, Clock.systemUTC())) {
            int status = post(URI.create(fixture.api() + path), "{\"title\": \"A feature\", \"source\": \"feature\"}");

            assertThat(status).isBetween(400, 422);
            assertThat(fixture.violations()).singleElement().asString().contains("source");
        }
    }

    @Test
    void aPushToTheGitServerIsAnEventThatFitsGitHubsSchema() throws Exception {
        try (GitServer server = GitServer.start(temp.resolve("server"), Clock.systemUTC())) {
            BareRepository repository = server.repository("acme/shop");
            repository.commit("main", "one", Map.of("a", "1"));
            github.webhook(
                    "acme/shop",
                    URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"),
                    "s");
            github.follow(server);
            RealGit git = RealGit.in(temp.resolve("clone"));
            git.run("clone", "--quiet", server.url("acme/shop"), ".");
            git.run("commit", "--quiet", "--allow-empty", "-m", "two");

            git.run("push", "--quiet", "origin", "main");

            await().untilAsserted(() -> assertThat(github.deliveries()).containsExactly(new Delivery("push", 202)));
            assertThat(github.violations()).isEmpty();
            assertThat(received)
                    .singleElement()
                    .satisfies(event -> assertThat(event)
                            .startsWith("push {")
                            .contains("\"clone_url\":\"" + server.url("acme/shop") + "\"")
                            .contains("\"after\":\""
                                    + git.run("rev-parse", "HEAD").strip() + "\"")
                            .contains("\"message\":\"two\"")
                            .doesNotContain("Codertocat"));
        }
    }

    @Test
    void aPullRequestIsSeenAndMergedByItsPage() throws Exception {
        try (GitServer server = GitServer.start(temp.resolve("git"), Clock.systemUTC())) {
            github.follow(server);
            BareRepository shop = server.repository("acme/shop");
            shop.commit("main", "One", Map.of("a.yaml", "a: <1>\n"));
            shop.move("feature", shop.head("main").orElseThrow());
            shop.commit("feature", "Two", Map.of("a.yaml", "a: <2>\n"));
            int number =
                    github.open("acme/shop", "feature", "main", "Two & more").number();

            assertThat(get("/acme/shop/pulls")).contains("#1 Two &amp; more").contains("open, feature → main");
            assertThat(get("/acme/shop/pull/" + number))
                    .contains("<span class=\"add\">+a: &lt;2&gt;</span>")
                    .contains("action=\"/acme/shop/pull/1/merge\"");

            assertThat(post("/acme/shop/pull/1/merge", "")).isEqualTo(303);
            assertThat(get("/acme/shop/pull/1"))
                    .contains("merged, by ada")
                    .doesNotContain("<form")
                    .contains("+a: &lt;2&gt;");
            assertThat(shop.files("main")).containsEntry("a.yaml", "a: <2>\n");
        }
    }

    private String get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(github.api() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
