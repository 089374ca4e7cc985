package dev.mizzen.testkit.forge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The operations on pull requests, their reviews and comments, held against GitHub's schemas in both directions. */
final class PullApi {
    private static final Pattern PATH = Pattern.compile(
            "/repos/([^/]+/[^/]+)/(pulls|issues|issues/comments)(?:/([0-9]{1,18}))?(/reviews|/comments)?");
    private static final int PAGE_SIZE = 30;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_TEXT = 65_536;

    private final Dialect.Subject subject;
    private final Pulls pulls;
    private final PullJson writer;

    PullApi(Dialect.Subject subject, PullJson writer) {
        this.subject = subject;
        this.pulls = subject.pulls();
        this.writer = writer;
    }

    /** The answer, where the request is one about pull requests. */
    Optional<Answer> answer(Request request, String login) throws IOException {
        String path = request.path();
        if (path.equals("/user") && request.method().equals("GET")) {
            return Optional.of(
                    login.equals(PullJson.APP_LOGIN)
                            ? Answer.failure(403, "Resource not accessible by integration")
                            : new Answer(200, subject.checked("userResponse", writer.self(login))));
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String number = matcher.group(3) == null ? "" : "/n";
        String rest = matcher.group(4) == null ? "" : matcher.group(4);
        long id = number.isEmpty() ? 0 : Long.parseLong(matcher.group(3));
        String operation = request.method() + " " + matcher.group(2) + number + rest;
        return answer(request, login, operation, matcher.group(1), id);
    }

    private Optional<Answer> answer(Request request, String login, String operation, String repository, long id)
            throws IOException {
        if (operation.contains("/n")
                && !operation.contains("comments/n")
                && find(repository, id).isEmpty()) {
            return Optional.of(Answer.failure(404, "Not Found"));
        }
        return switch (operation) {
            case "GET pulls" -> Optional.of(list(repository, request));
            case "POST pulls" -> Optional.of(open(request, repository, login));
            case "GET pulls/n" -> Optional.of(one(200, find(repository, id).orElseThrow()));
            case "PATCH pulls/n" ->
                Optional.of(change(request, find(repository, id).orElseThrow()));
            case "GET pulls/n/reviews" -> {
                Pull pull = find(repository, id).orElseThrow();
                List<Pull.Review> page = page(pull.reviews(), request);
                yield Optional.of(new Answer(
                        200,
                        subject.checked(
                                "listReviewsResponse",
                                writer.list(
                                        page,
                                        (to, one) -> to.review(
                                                pull, one, subject.web().get())))));
            }
            case "GET issues/n/comments" -> {
                Pull pull = find(repository, id).orElseThrow();
                List<Pull.Comment> page = page(pull.comments(), request);
                yield Optional.of(new Answer(
                        200,
                        subject.checked(
                                "listCommentsResponse",
                                writer.list(
                                        page,
                                        (to, one) -> to.comment(
                                                pull, one, subject.web().get())))));
            }
            case "POST issues/n/comments" ->
                Optional.of(comment(request, find(repository, id).orElseThrow(), login));
            case "PATCH issues/comments/n" -> Optional.of(edit(request, repository, id));
            default -> Optional.empty();
        };
    }

    private Optional<Pull> find(String repository, long number) {
        return pulls.find(repository, Math.toIntExact(number));
    }

    private Answer list(String repository, Request query) {
        String state = query.parameter("state", "open");
        Comparator<Pull> order = Comparator.comparingInt(Pull::number);
        String owner = repository.substring(0, repository.indexOf('/'));
        List<Pull> found = pulls.of(repository).stream()
                .filter(pull -> state.equals("all") || pull.isOpen() == state.equals("open"))
                .filter(pull -> query.parameter("base", pull.base()).equals(pull.base()))
                .filter(pull -> {
                    String from = pull.fork()
                                    .map(fork -> fork.replaceFirst("/.*", ""))
                                    .orElse(owner) + ":" + pull.head();
                    return query.parameter("head", from).equals(from);
                })
                .sorted(query.parameter("direction", "desc").equals("asc") ? order : order.reversed())
                .toList();
        return new Answer(
                200,
                subject.checked(
                        "listPullsResponse",
                        writer.list(
                                page(found, query),
                                (to, pull) -> to.pull(pull, subject.web().get()))));
    }

    private Answer open(Request request, String repository, String login) throws IOException {
        JsonNode body = request.json();
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
        return new Answer(
                status,
                subject.checked("pullResponse", writer.pull(pull, subject.web().get())));
    }

    private Answer change(Request request, Pull pull) throws IOException {
        JsonNode body = request.json();
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

    private Answer comment(Request request, Pull pull, String login) throws IOException {
        JsonNode body = request.json();
        Optional<Answer> wrong = wrong("createCommentRequest", body);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Pull.Comment comment = pulls.comment(
                pull.repository(), pull.number(), login, body.path("body").asString(""));
        return new Answer(
                201,
                subject.checked(
                        "commentResponse",
                        writer.comment(pull, comment, subject.web().get())));
    }

    private Answer edit(Request request, String repository, long id) throws IOException {
        JsonNode body = request.json();
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
        return new Answer(
                200,
                subject.checked(
                        "commentResponse",
                        writer.comment(pull.get(), comment, subject.web().get())));
    }

    private Optional<Answer> wrong(String schema, JsonNode body) {
        List<String> wrong = new ArrayList<>(subject.schemas().violations(schema, body));
        if (body.path("body").asString("").length() > MAX_TEXT) {
            wrong.add(schema + ": body is too long (maximum is " + MAX_TEXT + " characters)");
        }
        wrong.forEach(subject.violations());
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(Answer.failure(422, "Validation Failed: " + wrong.getFirst()));
    }

    private static <T> List<T> page(List<T> all, Request request) {
        return request.page(all, "per_page", PAGE_SIZE, MAX_PAGE_SIZE);
    }
}
