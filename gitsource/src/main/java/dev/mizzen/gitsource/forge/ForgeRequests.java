package dev.mizzen.gitsource.forge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests about one repository to any forge, with bounded answers: JSON, or why there is none. A refused proof that can be
 * renewed is tried once more; nothing else is.
 */
final class ForgeRequests {
    private static final int MAX_NESTING = 100;
    private static final long MAX_ANSWER_BYTES = 4 << 20;

    private final ObjectMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .build();
    private final Target target;
    private final Access access;
    private final HttpClient http;
    private final Answers answers;

    /**
     * Whom it asks.
     *
     * @param base what all paths are relative to
     * @param repository as messages name it
     * @param headers of each request
     * @param patience for a whole answer
     */
    record Target(URI base, String repository, Map<String, String> headers, Duration patience) {
        private static final Duration PATIENCE = Duration.ofSeconds(15);

        Target(URI base, String repository, Map<String, String> headers) {
            this(base, repository, headers, PATIENCE);
        }
    }

    /** A successful answer; its body is empty where the forge sent none. */
    record Answer(JsonNode body, HttpHeaders headers) {}

    /** @throws IllegalArgumentException if {@code http} would take the proof to wherever an answer sends it */
    ForgeRequests(Target target, Access access, HttpClient http, Clock clock) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("a forge is asked by a client that follows no redirects");
        }
        this.target = target;
        this.access = access;
        this.http = http;
        this.answers = new Answers(target.base().getHost() + " for " + target.repository() + " ", json, clock);
    }

    JsonNode get(String path) throws ForgeUnavailable, ForgeRejected {
        return send("GET", path, Optional.empty()).body();
    }

    JsonNode post(String path, ObjectNode body) throws ForgeUnavailable, ForgeRejected {
        return send("POST", path, Optional.of(body)).body();
    }

    JsonNode put(String path, ObjectNode body) throws ForgeUnavailable, ForgeRejected {
        return send("PUT", path, Optional.of(body)).body();
    }

    JsonNode patch(String path, ObjectNode body) throws ForgeUnavailable, ForgeRejected {
        return send("PATCH", path, Optional.of(body)).body();
    }

    ObjectNode object() {
        return json.createObjectNode();
    }

    /** One request; {@code path} may have a query. */
    Answer send(String method, String path, Optional<ObjectNode> body) throws ForgeUnavailable, ForgeRejected {
        Access.Proof proof = access.proof();
        HttpResponse<byte[]> answer = answer(request(method, path, body, proof), proof);
        if (answer.statusCode() == 401 && access.renewed(proof)) {
            proof = access.proof();
            answer = answer(request(method, path, body, proof), proof);
        }
        return read(answer, proof);
    }

    private HttpRequest request(String method, String path, Optional<ObjectNode> body, Access.Proof proof) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(target.base().toString().replaceFirst("/+$", "") + path))
                .timeout(target.patience())
                .header("User-Agent", "mizzen")
                .header(proof.header(), proof.value().text())
                .method(
                        method,
                        body.map(node -> BodyPublishers.ofByteArray(json.writeValueAsBytes(node)))
                                .orElseGet(BodyPublishers::noBody));
        body.ifPresent(node -> request.header("Content-Type", "application/json"));
        Map<String, String> headers = target.headers();
        (headers.containsKey("Accept") ? headers : Map.of("Accept", "application/json")).forEach(request::header);
        return request.build();
    }

    /** The request's own timeout ends with the first byte of an answer; this one with the last. */
    private HttpResponse<byte[]> answer(HttpRequest request, Access.Proof proof) throws ForgeUnavailable {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return sent.get(target.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException io ? io : e;
            if (cause instanceof HttpTimeoutException) {
                throw late(e);
            }
            String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw answers.unavailable("cannot be reached: " + answers.line(why, proof), Optional.empty(), cause);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw late(e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw answers.unavailable("was not asked to the end: this is stopping", Optional.empty(), e);
        }
    }

    private ForgeUnavailable late(Exception cause) {
        return answers.unavailable(
                "does not answer within " + target.patience().toMillis() + " ms", Optional.empty(), cause);
    }

    private Answer read(HttpResponse<byte[]> answer, Access.Proof proof) throws ForgeUnavailable, ForgeRejected {
        answers.check(answer, proof);
        if (answer.body().length == 0) {
            return new Answer(json.missingNode(), answer.headers());
        }
        try {
            return new Answer(json.readTree(answer.body()), answer.headers());
        } catch (JacksonException e) {
            throw answers.unavailable("answers something that is no JSON", Optional.empty(), null);
        }
    }

    /** For what was read and makes no sense. */
    ForgeUnavailable unavailable(String what, @Nullable Throwable cause) {
        return answers.unavailable(what, Optional.empty(), cause);
    }
}
