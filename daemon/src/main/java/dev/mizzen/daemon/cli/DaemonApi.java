package dev.mizzen.daemon.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a running daemon answers over HTTP. Each call ends within ten seconds, or a minute where clusters are asked. */
final class DaemonApi implements AutoCloseable {
    private static final String APPROVALS = "/api/v1/approvals";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RENDERING = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    DaemonApi(URI server) {
        this.server = server;
    }

    /** The part of a delivery's state that tables show. */
    record Delivery(
            String id,
            String source,
            String environment,
            String app,
            @Nullable String revision,
            String sync,
            String health,
            String drift,
            @Nullable String message,
            @Nullable Instant since,
            @Nullable Waits waits) {}

    /** What a delivery waits for, and when it is tried again at the latest. */
    record Waits(String reason, Instant nextTry) {
        @Override
        public String toString() {
            return reason + ", tried again by " + nextTry.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    private record Deliveries(List<Delivery> deliveries) {}

    /** All deliveries, sorted by id. */
    List<Delivery> deliveries() {
        return read(get("/api/v1/deliveries"), Deliveries.class).deliveries();
    }

    /** All deliveries as the daemon wrote them. */
    JsonNode raw() {
        return read(get("/api/v1/deliveries"), JsonNode.class);
    }

    /** One delivery with its objects, problems, drifts and events, as the daemon wrote it. */
    JsonNode delivery(String source, String environment, String app) {
        return read(
                get("/api/v1/deliveries/" + segment(source) + "/" + segment(environment) + "/" + segment(app)),
                JsonNode.class);
    }

    /** What one delivery is rendered with, as the daemon wrote it. */
    String resolved(String source, String environment, String app) {
        HttpResponse<String> answer = send(request("/api/v1/deliveries/" + segment(source) + "/" + segment(environment)
                        + "/" + segment(app) + "/resolved")
                .timeout(RENDERING)
                .build());
        if (answer.statusCode() == 409) {
            throw new Failure(
                    Exit.FOUND, "it cannot be told now: " + answer.body().strip());
        }
        return found(answer).body();
    }

    /** The answer to these parameters; a parameter that the daemon does not take is the user's mistake. */
    JsonNode asked(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(p -> segment(p.getKey()) + "=" + segment(p.getValue()))
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer = send(request(path + "?" + query).build());
        return switch (answer.statusCode()) {
            case 400 -> throw new Failure(Exit.USAGE, answer.body().strip());
            case 404 -> throw new Failure(Exit.UNREACHABLE, "the daemon at " + server + " is too old to know that");
            default -> read(checked(answer).body(), JsonNode.class);
        };
    }

    /** What waits for an approval and what was given, as the daemon wrote it; empty if it is too old to have any. */
    Optional<JsonNode> approvals() {
        HttpResponse<String> answer = send(request(APPROVALS).build());
        return answer.statusCode() == 404
                ? Optional.empty()
                : Optional.of(read(checked(answer).body(), JsonNode.class));
    }

    /** Approves; the answer is the approval as the daemon wrote it. */
    JsonNode approve(String digest, String token) {
        return posted(APPROVALS, JSON.createObjectNode().put("digest", digest), token, "did not approve");
    }

    /** Rolls back; the answer is what came of it as the daemon wrote it. */
    JsonNode rollBack(String source, String environment, String app, Optional<String> revision, String token) {
        ObjectNode body = JSON.createObjectNode()
                .put("source", source)
                .put("environment", environment)
                .put("app", app);
        revision.ifPresent(digits -> body.put("revision", digits));
        return posted("/api/v1/rollbacks", body, token, "did not roll back");
    }

    private JsonNode posted(String path, ObjectNode body, String token, String failure) {
        HttpRequest request = request(path)
                .timeout(RENDERING)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() == 200) {
            return read(answer.body(), JsonNode.class);
        }
        boolean refused = answer.statusCode() >= 400 && answer.statusCode() < 500;
        throw new Failure(
                refused ? Exit.FOUND : Exit.UNREACHABLE,
                "the daemon at " + server + " " + failure + ": " + answer.statusCode() + " "
                        + answer.body().strip());
    }

    /** Asks for a change with these texts; the answer is what became of it, as the daemon wrote it. */
    JsonNode changed(String method, String path, Map<String, String> body, String token) {
        HttpResponse<String> answer = send(request(path)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
        if (answer.statusCode() == 200) {
            return read(answer.body(), JsonNode.class);
        }
        boolean refused = answer.statusCode() >= 400 && answer.statusCode() < 500;
        throw new Failure(
                refused ? Exit.FOUND : Exit.UNREACHABLE,
                "the daemon at " + server + " did not do it: " + answer.statusCode() + " "
                        + answer.body().strip());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    }

    private String get(String path) {
        return found(send(request(path).build())).body();
    }

    private HttpResponse<String> found(HttpResponse<String> answer) {
        if (answer.statusCode() == 404) {
            throw new Failure(Exit.FOUND, "the daemon at " + server + " knows no such delivery; see: mizzen status");
        }
        return checked(answer);
    }

    private HttpResponse<String> checked(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new Failure(Exit.UNREACHABLE, "the daemon at " + server + " answered " + answer.statusCode());
        }
        return answer;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "no daemon answers at " + server + " (" + reason(e)
                            + "); start one with: mizzen run, or name it with --server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.UNREACHABLE, "interrupted while asking " + server);
        }
    }

    private <T> T read(String body, Class<T> type) {
        try {
            return JSON.readValue(body, type);
        } catch (JacksonException e) {
            throw new Failure(Exit.UNREACHABLE, "what answers at " + server + " is no Mizzen daemon");
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? "connection refused" : message;
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
