package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.forge.CommitStatus.State;
import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One contract for the statuses of all forges; the far side keeps to the paths, fields and refusals of their documentation. */
class ForgeStatusesIT {
    private static final Revision REVISION = new Revision("6113728f27ae82c7b1a177c8d03f9e96e0adf246");
    private static final int MAX_DESCRIPTION = 255;

    private final JsonMapper json = JsonMapper.builder().build();
    private final ArrayNode newestFirst = json.createArrayNode();
    private HttpServer server;
    private HttpClient http;
    private volatile int failing;
    private volatile byte[] failure = new byte[0];
    private volatile String retryAfter = "";

    enum Vendor {
        GITLAB("/projects/top%2Facme%2Fshop/statuses/", "/projects/top%2Facme%2Fshop/repository/commits/", "name"),
        GITEA("/repos/acme/shop/statuses/", "/repos/acme/shop/statuses/", "context");

        final String create;
        final String list;
        final String context;

        Vendor(String create, String list, String context) {
            this.create = create;
            this.list = list;
            this.context = context;
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (failing > 0) {
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                answer(exchange, failing, failure);
            } else if (!"t0ken".equals(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN"))
                    && !"token t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "{\"message\":\"401 Unauthorized t0ken wr0ng\"}".getBytes(UTF_8));
            } else {
                asked(
                        exchange,
                        exchange.getRequestHeaders().containsKey("PRIVATE-TOKEN") ? Vendor.GITLAB : Vendor.GITEA);
            }
        }
    }

    private void asked(HttpExchange exchange, Vendor vendor) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (exchange.getRequestMethod().equals("POST") && path.equals(vendor.create + REVISION)) {
            create(exchange, vendor, json.readTree(exchange.getRequestBody().readAllBytes()));
        } else if (path.startsWith(vendor.list + REVISION)) {
            boolean first = exchange.getRequestURI().getQuery().endsWith("page=1");
            answer(exchange, 200, json.writeValueAsBytes(first ? newestFirst : json.createArrayNode()));
        } else {
            answer(exchange, 404, "{\"message\":\"404 Not Found\"}".getBytes(UTF_8));
        }
    }

    private void create(HttpExchange exchange, Vendor vendor, JsonNode body) throws IOException {
        String context = body.path(vendor.context).asString();
        String state = body.path("state").asString();
        JsonNode last = newestFirst
                .valueStream()
                .filter(status -> status.path(vendor.context).asString().equals(context))
                .findFirst()
                .orElse(json.missingNode());
        boolean tooLong = body.path("description").asString("").length() > MAX_DESCRIPTION;
        boolean again = vendor == Vendor.GITLAB
                && state.equals("pending")
                && last.path("status").asString("").equals("pending");
        if (tooLong || again) {
            String why = tooLong ? "description is too long" : "Cannot transition status via :enqueue from :pending";
            answer(exchange, 400, ("{\"message\":\"" + why + "\"}").getBytes(UTF_8));
            return;
        }
        ObjectNode status = (ObjectNode) body.deepCopy();
        status.remove("state");
        status.put("status", state);
        newestFirst.insert(0, status);
        answer(exchange, 201, json.writeValueAsBytes(status));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private Forge forge(Vendor vendor, String token) {
        URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Secret secret = Secret.of(token);
        return switch (vendor) {
            case GITLAB ->
                new GitLab(api, "top/acme/shop", Access.header("PRIVATE-TOKEN", "", secret), http, Clock.systemUTC());
            case GITEA ->
                new Gitea(api, "acme/shop", Access.header("Authorization", "token ", secret), http, Clock.systemUTC());
        };
    }

    private static CommitStatus status(String context, State state, String description) {
        return new CommitStatus(
                REVISION, context, state, description, Optional.of(URI.create("https://mizzen.example.com/shop")));
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsReadBackAsItWasSetAndTwiceIsHarmless(Vendor vendor) throws Exception {
        Forge forge = forge(vendor, "t0ken");
        for (State state : State.values()) {
            forge.publish(status("mizzen/prod/" + state, state, "said"));
            forge.publish(status("mizzen/prod/" + state, state, "said"));
            assertThat(forge.statuses(REVISION)).contains(status("mizzen/prod/" + state, state, "said"));
        }
        forge.publish(status("mizzen/prod/PENDING", State.SUCCESS, "x".repeat(1000)));

        assertThat(forge.statuses(REVISION))
                .hasSize(4)
                .first()
                .satisfies(newest -> assertThat(newest.state()).isEqualTo(State.SUCCESS));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalNamesItsCauseAndNoToken(Vendor vendor) {
        assertThatThrownBy(() -> forge(vendor, "wr0ng").publish(status("mizzen", State.PENDING, "")))
                .isInstanceOf(ForgeRejected.class)
                .hasMessageContaining("refuses the token (HTTP 401)")
                .hasMessageNotContaining("wr0ng");
        for (int status : new int[] {400, 403, 404, 422}) {
            fails(vendor, status, "{\"message\":\"no: t0ken\"}", ForgeRejected.class, "HTTP " + status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatPassesByIsUnavailable(Vendor vendor) {
        fails(vendor, 502, "<html>", ForgeUnavailable.class, "HTTP 502");
        fails(vendor, 200, "<html>", ForgeUnavailable.class, "no JSON");
        fails(vendor, 200, "[".repeat(1000), ForgeUnavailable.class, "no JSON");
        fails(vendor, 200, "[\"" + "x".repeat(5 << 20) + "\"]", ForgeUnavailable.class, "cannot be reached");
        retryAfter = "30";
        failing = 429;
        failure = new byte[0];
        assertThatThrownBy(() -> forge(vendor, "t0ken").statuses(REVISION))
                .isInstanceOfSatisfying(
                        ForgeUnavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)));
    }

    private void fails(Vendor vendor, int status, String body, Class<?> type, String message) {
        failing = status;
        failure = body.getBytes(UTF_8);
        assertThatThrownBy(() -> forge(vendor, "t0ken").statuses(REVISION))
                .isInstanceOf(type)
                .hasMessageContaining(message)
                .hasMessageNotContaining("t0ken");
        failing = 0;
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsNotTakenElsewhere(Vendor vendor) {
        fails(vendor, 301, "", ForgeRejected.class, "elsewhere (HTTP 301), where the token does not go");
        try (HttpClient follower = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            var target = new ForgeRequests.Target(URI.create("https://example.com"), vendor.name(), Map.of());
            Access access = Access.bearer(Secret.of("t0ken"));
            assertThatThrownBy(() -> new ForgeRequests(target, access, follower, Clock.systemUTC()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatNeverEndsIsGivenUp(Vendor vendor) throws IOException {
        server.createContext("/slow/", exchange -> exchange.sendResponseHeaders(200, 1000));
        URI slow = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slow");
        var target = new ForgeRequests.Target(slow, vendor.name(), Map.of(), Duration.ofMillis(300));
        var requests = new ForgeRequests(target, Access.bearer(Secret.of("t0ken")), http, Clock.systemUTC());

        assertThatThrownBy(() -> requests.get("/"))
                .isInstanceOf(ForgeUnavailable.class)
                .hasMessageContaining("does not answer within 300 ms");
    }
}
