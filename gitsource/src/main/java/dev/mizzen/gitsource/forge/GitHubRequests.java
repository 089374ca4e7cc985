package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests about one repository, and what GitHub's answers mean.
 *
 * @see <a href="https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api">Rate limits</a>
 */
final class GitHubRequests {
    private static final String VERSION = "2022-11-28";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long MAX_ANSWER_BYTES = 4 << 20;
    private static final int MAX_MESSAGE = 200;
    /** What GitHub asks for where a secondary limit says no time. */
    private static final Duration SECONDARY_PAUSE = Duration.ofMinutes(1);

    private final ObjectMapper json = JsonMapper.builder().build();
    private final URI api;
    private final String repository;
    private final Secret token;
    private final HttpClient http;
    private final Clock clock;

    GitHubRequests(URI api, String repository, Secret token, HttpClient http, Clock clock) {
        this.api = api;
        this.repository = repository;
        this.token = token;
        this.http = http;
        this.clock = clock;
    }

    /** The JSON of a successful answer. */
    JsonNode send(String method, String path, Optional<ObjectNode> body) throws ForgeUnavailable, ForgeRejected {
        return ask(method, "/repos/" + repository + path, body);
    }

    /** Whose token it is. */
    JsonNode user() throws ForgeUnavailable, ForgeRejected {
        return ask("GET", "/user", Optional.empty());
    }

    private JsonNode ask(String method, String path, Optional<ObjectNode> body) throws ForgeUnavailable, ForgeRejected {
        URI uri = URI.create(api.toString().replaceFirst("/+$", "") + path);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", VERSION)
                .header("User-Agent", "mizzen")
                .header("Authorization", "Bearer " + token.text());
        body.ifPresent(node -> builder.header("Content-Type", "application/json"));
        builder.method(
                method,
                body.map(node -> BodyPublishers.ofByteArray(json.writeValueAsBytes(node)))
                        .orElseGet(BodyPublishers::noBody));
        HttpResponse<byte[]> answer = answer(builder.build());
        if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
            return read(answer);
        }
        throw failure(answer, method + " " + uri.getPath());
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws ForgeUnavailable {
        try {
            return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw unavailable("cannot be reached: " + why, Optional.empty(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not asked to the end: this is stopping", Optional.empty(), e);
        }
    }

    private JsonNode read(HttpResponse<byte[]> answer) throws ForgeUnavailable {
        try {
            return json.readTree(answer.body());
        } catch (JacksonException e) {
            throw unavailable("answers something that is no JSON", Optional.empty(), e);
        }
    }

    private ForgeUnavailable failure(HttpResponse<byte[]> answer, String attempt) throws ForgeRejected {
        int status = answer.statusCode();
        Optional<Duration> pause = pause(answer);
        if (pause.isPresent()) {
            return unavailable("limits the rate of requests (HTTP " + status + ")", pause, null);
        }
        if (status >= 500 || status == 408 || status == 429) {
            return unavailable("answers with HTTP " + status, Optional.empty(), null);
        }
        throw new ForgeRejected(where()
                + switch (status) {
                    case 401 -> "refuses the token (HTTP 401)";
                    case 403 -> "does not let the token " + attempt + " (HTTP 403): " + message(answer);
                    case 404 -> "knows no such repository, or the token may not see it (HTTP 404)";
                    case 422 -> "does not take " + attempt + " (HTTP 422): " + message(answer);
                    default -> "answers with HTTP " + status + ": " + message(answer);
                });
    }

    /** How long to wait where the answer is about a rate limit, primary or secondary. */
    private Optional<Duration> pause(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 403 && answer.statusCode() != 429) {
            return Optional.empty();
        }
        OptionalLong retryAfter = number(answer, "retry-after");
        if (retryAfter.isPresent()) {
            return Optional.of(Duration.ofSeconds(Math.max(1, retryAfter.getAsLong())));
        }
        OptionalLong reset = number(answer, "x-ratelimit-reset");
        if (reset.isPresent() && number(answer, "x-ratelimit-remaining").orElse(1) == 0) {
            Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(reset.getAsLong()));
            return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
        }
        return message(answer).contains("secondary rate limit") ? Optional.of(SECONDARY_PAUSE) : Optional.empty();
    }

    private static OptionalLong number(HttpResponse<byte[]> answer, String header) {
        Optional<String> value = answer.headers().firstValue(header).filter(text -> text.matches("[0-9]{1,12}"));
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.get()));
    }

    /** GitHub's own words, on one short line. */
    private String message(HttpResponse<byte[]> answer) {
        String text;
        try {
            JsonNode body = json.readTree(answer.body());
            String detail = body.path("errors").path(0).path("message").asString("");
            text = body.path("message").asString("") + (detail.isEmpty() ? "" : ": " + detail);
        } catch (JacksonException e) {
            text = new String(answer.body(), UTF_8);
        }
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }

    private ForgeUnavailable unavailable(String what, Optional<Duration> retryAfter, @Nullable Throwable cause) {
        return new ForgeUnavailable(where() + what, retryAfter, cause);
    }

    private String where() {
        return api.getHost() + " for " + repository + " ";
    }
}
