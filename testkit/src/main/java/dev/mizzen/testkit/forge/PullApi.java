package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The operations on pull requests, their reviews and comments, held against {@link Schemas} in both directions. */
final class PullApi {
    private static final Pattern PATH = Pattern.compile(
            "/repos/([^/]+/[^/]+)/(pulls|issues|issues/comments)(?:/([0-9]{1,18}))?(/reviews|/comments)?");
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int MAX_TEXT = 65_536;

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Schemas schemas;
    private final Pulls pulls;
    private final PullJson writer;
    private final Supplier<URI> web;
    private final Consumer<String> violations;

    PullApi(Schemas schemas, Pulls pulls, PullJson writer, Supplier<URI> web, Consumer<String> violations) {
        this.schemas = schemas;
        this.pulls = pulls;
        this.writer = writer;
        this.web = web;
        this.violations = violations;
    }

    /** The answer, where the request is one about pull requests. */
    Optional<Answer> answer(HttpExchange exchange, String login) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/user") && exchange.getRequestMethod().equals("GET")) {
            return Optional.of(new Answer(200, checked("userResponse", writer.self(login))));
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String number = matcher.group(3) == null ? "" : "/n";
        String rest = matcher.group(4) == null ? "" : matcher.group(4);
        long id = number.isEmpty() ? 0 : Long.parseLong(matcher.group(3));
        String operation = exchange.getRequestMethod() + " " + matcher.group(2) + number + rest;
        try {
            return answer(exchange, login, operation, matcher.group(1), id);
        } catch (JacksonException e) {
            return Optional.of(Answer.failure(400, "Problems parsing JSON"));
        }
    }

    private Optional<Answer> answer(HttpExchange exchange, String login, String operation, String repository, long id)
            throws IOException {
        if (operation.contains("/n")
                && !operation.contains("comments/n")
                && find(repository, id).isEmpty()) {
            return Optional.of(Answer.failure(404, "Not Found"));
        }
        return switch (operation) {
            case "GET pulls" -> Optional.of(list(repository, query(exchange)));
            case "POST pulls" -> Optional.of(open(exchange, repository, login));
            case "GET pulls/n" -> Optional.of(one(200, find(repository, id).orElseThrow()));
            case "PATCH pulls/n" ->
                Optional.of(change(exchange, find(repository, id).orElseThrow()));
            case "GET pulls/n/reviews" -> {
                Pull pull = find(repository, id).orElseThrow();
                List<Pull.Review> page = page(pull.reviews(), query(exchange));
                yield Optional.of(new Answer(
                        200,
                        checked(
                                "listReviewsResponse",
                                writer.list(page, (to, one) -> to.review(pull, one, web.get())))));
            }
            case "GET issues/n/comments" -> {
                Pull pull = find(repository, id).orElseThrow();
                List<Pull.Comment> page = page(pull.comments(), query(exchange));
                yield Optional.of(new Answer(
                        200,
                        checked(
                                "listCommentsResponse",
                                writer.list(page, (to, one) -> to.comment(pull, one, web.get())))));
            }
            case "POST issues/n/comments" ->
                Optional.of(comment(exchange, find(repository, id).orElseThrow(), login));
            case "PATCH issues/comments/n" -> Optional.of(edit(exchange, repository, id));
            default -> Optional.empty();
        };
    }

    private Optional<Pull> find(String repository, long number) {
        return pulls.find(repository, Math.toIntExact(number));
    }

    private Answer list(String repository, Map<String, String> query) {
        String state = query.getOrDefault("state", "open");
        Comparator<Pull> order = Comparator.comparingInt(Pull::number);
        String owner = repository.substring(0, repository.indexOf('/'));
        List<Pull> found = pulls.of(repository).stream()
                .filter(pull -> state.equals("all") || pull.isOpen() == state.equals("open"))
                .filter(pull -> query.getOrDefault("base", pull.base()).equals(pull.base()))
                .filter(pull -> {
                    String from = pull.fork()
                                    .map(fork -> fork.replaceFirst("/.*", ""))
                                    .orElse(owner) + ":" + pull.head();
                    return query.getOrDefault("head", from).equals(from);
                })
                .sorted(query.getOrDefault("direction", "desc").equals("asc") ? order : order.reversed())
                .toList();
        return new Answer(
                200,
                checked("listPullsResponse", writer.list(page(found, query), (to, pull) -> to.pull(pull, web.get()))));
    }

    private Answer open(HttpExchange exchange, String repository, String login) throws IOException {
        JsonNode body = body(exchange);
        Optional<Answer> wrong = wrong("createPullRequest", body);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        try {
            Pull pull = pulls.open(
                    repository,
                    Optional.empty(),
                    body.path("head").asString(""),
                    body.path("base").asString(""),
                    body.path("title").asString(""),
                    body.path("body").asString(""),
                    login);
            return one(201, pull);
        } catch (IOException refused) {
            return new Answer(
                    422,
                    Map.of(
                            "message",
                            "Validation Failed",
                            "errors",
                            List.of(Map.of("message", "" + refused.getMessage()))));
        }
    }

    private Answer one(int status, Pull pull) {
        return new Answer(status, checked("pullResponse", writer.pull(pull, web.get())));
    }

    private Answer change(HttpExchange exchange, Pull pull) throws IOException {
        JsonNode body = body(exchange);
        Optional<Answer> wrong = wrong("updatePullRequest", body);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Pull changed = pulls.say(
                pull.repository(),
                pull.number(),
                body.path("title").asString(pull.title()),
                body.path("body").asString(pull.body()));
        if (body.path("state").asString("").equals("closed")) {
            changed = pulls.close(pull.repository(), pull.number());
        }
        return one(200, changed);
    }

    private Answer comment(HttpExchange exchange, Pull pull, String login) throws IOException {
        JsonNode body = body(exchange);
        Optional<Answer> wrong = wrong("createCommentRequest", body);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Pull.Comment comment = pulls.comment(
                pull.repository(), pull.number(), login, body.path("body").asString(""));
        return new Answer(201, checked("commentResponse", writer.comment(pull, comment, web.get())));
    }

    private Answer edit(HttpExchange exchange, String repository, long id) throws IOException {
        JsonNode body = body(exchange);
        Optional<Answer> wrong = wrong("updateCommentRequest", body);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Optional<Pull> pull = pulls.edit(repository, id, body.path("body").asString(""));
        if (pull.isEmpty()) {
            return Answer.failure(404, "Not Found");
        }
        Pull.Comment comment = pull.get().comments().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow();
        return new Answer(200, checked("commentResponse", writer.comment(pull.get(), comment, web.get())));
    }

    private JsonNode body(HttpExchange exchange) throws IOException {
        return json.readTree(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES));
    }

    private Optional<Answer> wrong(String schema, JsonNode body) {
        List<String> wrong = new ArrayList<>(schemas.violations(schema, body));
        if (body.path("body").asString("").length() > MAX_TEXT) {
            wrong.add(schema + ": body is too long (maximum is " + MAX_TEXT + " characters)");
        }
        wrong.forEach(violations);
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(Answer.failure(422, "Validation Failed: " + wrong.getFirst()));
    }

    private JsonNode checked(String schema, JsonNode answer) {
        schemas.violations(schema, answer).forEach(violations);
        return answer;
    }

    private static <T> List<T> page(List<T> all, Map<String, String> query) {
        int size = Integer.parseInt(query.getOrDefault("per_page", "30"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        return all.stream().skip((long) size * (page - 1)).limit(size).toList();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String one : text == null ? new String[0] : text.split("&")) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                query.put(
                        one.substring(0, equals), URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
