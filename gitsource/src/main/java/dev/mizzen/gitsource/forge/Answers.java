package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the status codes, headers and error texts of forges mean; the forges agree enough on them. */
final class Answers {
    private static final int MAX_MESSAGE = 200;
    /** What GitHub asks for where a secondary limit says no time. */
    private static final Duration SECONDARY_PAUSE = Duration.ofMinutes(1);
    /** Where the text stands: GitHub, GitLab, Gitea and Azure; Bitbucket; Bitbucket Data Center; GitLab's other one. */
    private static final List<String> TEXTS =
            List.of("/message", "/error/message", "/errors/0/message", "/error_description", "/error");

    private static final List<String> DETAILS = List.of("/errors/0/message", "/error/detail");

    private final String where;
    private final ObjectMapper json;
    private final Clock clock;

    /** @param where who is asked for what, as messages begin with it */
    Answers(String where, ObjectMapper json, Clock clock) {
        this.where = where;
        this.json = json;
        this.clock = clock;
    }

    /** Nothing for an answer that succeeded. */
    void check(HttpResponse<byte[]> answer, Access.Proof proof) throws ForgeUnavailable, ForgeRejected {
        int status = answer.statusCode();
        // Azure DevOps sends whom it does not know to a page where people sign in.
        if (status == 203) {
            throw new ForgeRejected(where + "refuses the token (HTTP 203)", status);
        }
        if (status >= 200 && status < 300) {
            return;
        }
        HttpRequest request = answer.request();
        String attempt = request.method() + " " + request.uri().getPath();
        Optional<Duration> pause = pause(answer, proof);
        if (pause.isPresent() && status < 500) {
            throw unavailable("limits the rate of requests (HTTP " + status + ")", pause, null);
        }
        if (status >= 500 || status == 408 || status == 429) {
            throw unavailable("answers with HTTP " + status, pause, null);
        }
        throw new ForgeRejected(
                where
                        + switch (status) {
                            case 301, 302, 303, 307, 308 ->
                                "sends " + attempt + " elsewhere (HTTP " + status
                                        + "), where the token does not go: name the API and the repository as they are now";
                            case 401 -> "refuses the token (HTTP 401)";
                            case 403 -> "does not let the token " + attempt + " (HTTP 403): " + message(answer, proof);
                            case 404 -> "knows no such repository, or the token may not see it (HTTP 404)";
                            case 422 -> "does not take " + attempt + " (HTTP 422): " + message(answer, proof);
                            default -> "answers with HTTP " + status + ": " + message(answer, proof);
                        },
                status);
    }

    /** How long to wait where the answer says so, as for a rate limit. */
    private Optional<Duration> pause(HttpResponse<byte[]> answer, Access.Proof proof) {
        int status = answer.statusCode();
        if (status != 403 && status != 429 && status != 503) {
            return Optional.empty();
        }
        OptionalLong retryAfter = number(answer.headers(), "retry-after");
        if (retryAfter.isPresent()) {
            return Optional.of(Duration.ofSeconds(Math.max(1, retryAfter.getAsLong())));
        }
        OptionalLong reset = either(answer, "x-ratelimit-reset", "ratelimit-reset");
        if (reset.isPresent()
                && either(answer, "x-ratelimit-remaining", "ratelimit-remaining")
                                .orElse(1)
                        == 0) {
            Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(reset.getAsLong()));
            return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
        }
        return message(answer, proof).contains("secondary rate limit")
                ? Optional.of(SECONDARY_PAUSE)
                : Optional.empty();
    }

    private static OptionalLong either(HttpResponse<byte[]> answer, String one, String other) {
        OptionalLong first = number(answer.headers(), one);
        return first.isPresent() ? first : number(answer.headers(), other);
    }

    /** The whole number that a header says; nothing where it says none. */
    static OptionalLong number(HttpHeaders headers, String header) {
        Optional<String> value = headers.firstValue(header).filter(text -> text.matches("[0-9]{1,12}"));
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.get()));
    }

    /** The forge's own words, on one short line. */
    private String message(HttpResponse<byte[]> answer, Access.Proof proof) {
        try {
            JsonNode body = json.readTree(answer.body());
            String text = first(body, TEXTS);
            String detail = first(body, DETAILS);
            return line(detail.isEmpty() || detail.equals(text) ? text : text + ": " + detail, proof);
        } catch (JacksonException e) {
            return line(new String(answer.body(), UTF_8), proof);
        }
    }

    private static String first(JsonNode body, List<String> places) {
        return places.stream()
                .map(body::at)
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .map(node -> node.isString() ? node.asString() : node.toString())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** One short line that does not show the proof, should the far side repeat it. */
    String line(String text, Access.Proof proof) {
        String value = proof.value().text();
        String hidden = hide(
                hide(text, value.substring(value.indexOf(' ') + 1)),
                proof.bare().text());
        String line = hidden.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }

    private static String hide(String text, String secret) {
        return secret.isEmpty() ? text : text.replace(secret, "***");
    }

    ForgeUnavailable unavailable(String what, Optional<Duration> retryAfter, @Nullable Throwable cause) {
        return new ForgeUnavailable(where + what, retryAfter, cause);
    }
}
