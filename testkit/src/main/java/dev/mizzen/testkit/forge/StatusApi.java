package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The API's door: outages, tokens, and the two operations on commit statuses, held against {@link Schemas} in both directions. */
final class StatusApi implements HttpHandler {
    private static final Pattern CREATE = Pattern.compile("/repos/([^/]+/[^/]+)/statuses/([^/]+)");
    private static final Pattern LIST = Pattern.compile("/repos/([^/]+/[^/]+)/commits/([^/]+)/statuses");
    /** Whose token every token is. */
    static final String LOGIN = "mizzen-bot";

    private static final int MAX_DESCRIPTION = 140;
    private static final int DEFAULT_PAGE_SIZE = 30;
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Schemas schemas;
    private final Clock clock;
    private final Others others;
    private final List<RecordedStatus> statuses = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Outage outage = new Outage.None();
    private volatile @Nullable String token;

    /** @param others what answers other requests, by request and the login of the token */
    StatusApi(Schemas schemas, Clock clock, Others others) {
        this.others = others;
        this.schemas = schemas;
        this.clock = clock;
    }

    interface Others {
        Optional<Answer> answer(HttpExchange exchange, String login) throws IOException;
    }

    void fail(Outage newOutage) {
        outage = newOutage;
    }

    void requireToken(String newToken) {
        token = newToken;
    }

    List<RecordedStatus> statuses() {
        return List.copyOf(statuses);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Answer answer = answer(exchange);
            byte[] body = json.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Optional<Answer> failed = failed(exchange);
        if (failed.isPresent()) {
            return failed.get();
        }
        String path = exchange.getRequestURI().getPath();
        Matcher create = CREATE.matcher(path);
        if (exchange.getRequestMethod().equals("POST") && create.matches()) {
            return create(exchange, create.group(1), create.group(2));
        }
        Matcher list = LIST.matcher(path);
        if (exchange.getRequestMethod().equals("GET") && list.matches()) {
            return list(exchange.getRequestURI(), list.group(1), list.group(2));
        }
        Optional<Answer> other = others.answer(exchange, LOGIN);
        if (other.isPresent()) {
            return other.get();
        }
        violations.add("there is no " + exchange.getRequestMethod() + " " + path);
        return Answer.failure(404, "Not Found");
    }

    private Optional<Answer> failed(HttpExchange exchange) {
        Optional<Answer> out = switch (outage) {
            case Outage.None none -> Optional.empty();
            case Outage.ServerError error -> Optional.of(Answer.failure(error.status(), "Server Error"));
            case Outage.RateLimited limited -> {
                exchange.getResponseHeaders().set("x-ratelimit-remaining", "0");
                exchange.getResponseHeaders()
                        .set("x-ratelimit-reset", Long.toString(limited.reset().getEpochSecond()));
                yield Optional.of(Answer.failure(403, "API rate limit exceeded for user ID 1."));
            }
            case Outage.SecondaryRateLimited limited -> {
                exchange.getResponseHeaders()
                        .set("retry-after", Long.toString(limited.retryAfter().toSeconds()));
                yield Optional.of(Answer.failure(403, "You have exceeded a secondary rate limit."));
            }
        };
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known = token == null || ("Bearer " + token).equals(given);
        return out.isEmpty() && !known ? Optional.of(Answer.failure(401, "Bad credentials")) : out;
    }

    private Answer create(HttpExchange exchange, String repository, String sha) throws IOException {
        JsonNode body;
        try {
            body = json.readTree(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES));
        } catch (JacksonException e) {
            violations.add("the body of createStatusRequest is no JSON");
            return Answer.failure(400, "Problems parsing JSON");
        }
        List<String> wrong = new ArrayList<>(schemas.violations("createStatusRequest", body));
        String description = body.path("description").asString("");
        if (description.codePointCount(0, description.length()) > MAX_DESCRIPTION) {
            wrong.add("createStatusRequest: description is too long (maximum is 140 characters)");
        }
        if (!sha.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            wrong.add("createStatusRequest: No commit found for SHA: " + sha);
        }
        if (!wrong.isEmpty()) {
            violations.addAll(wrong);
            return Answer.failure(422, "Validation Failed: " + wrong.getFirst());
        }
        RecordedStatus status = record(repository, sha, body);
        return new Answer(201, checked("createStatusResponse", StatusJson.of(json, status)));
    }

    private synchronized RecordedStatus record(String repository, String sha, JsonNode body) {
        RecordedStatus status = new RecordedStatus(
                statuses.size() + 1L,
                repository,
                sha,
                body.path("state").asString(""),
                body.path("context").asString("default"),
                Optional.ofNullable(body.path("description").asString(null)),
                Optional.ofNullable(body.path("target_url").asString(null)),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        statuses.add(status);
        return status;
    }

    private Answer list(URI uri, String repository, String sha) {
        int size = parameter(uri, "per_page", DEFAULT_PAGE_SIZE);
        int page = parameter(uri, "page", 1);
        List<RecordedStatus> newestFirst = statuses.reversed().stream()
                .filter(status ->
                        status.repository().equals(repository) && status.sha().equals(sha))
                .skip((long) size * (page - 1))
                .limit(size)
                .toList();
        ArrayNode answer = json.createArrayNode();
        newestFirst.forEach(status -> answer.add(StatusJson.of(json, status)));
        return new Answer(200, checked("listStatusesResponse", answer));
    }

    /** An answer of our own that does not fit is a defect of this fixture; it is told like any other. */
    private JsonNode checked(String schema, JsonNode answer) {
        violations.addAll(schemas.violations(schema, answer));
        return answer;
    }

    private static int parameter(URI uri, String name, int standard) {
        String query = uri.getQuery() == null ? "" : uri.getQuery();
        Matcher value =
                Pattern.compile("(?:^|&)" + name + "=([0-9]{1,4})(?:&|$)").matcher(query);
        return value.find() ? Integer.parseInt(value.group(1)) : standard;
    }
}
