package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.Headers;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Gitea's API about commits and pull requests, and its signed events; pages are smaller than what is asked for. */
final class GiteaDialect implements Dialect {
    private static final Pattern PATH = Pattern.compile("/api/v1/repos/([^/]+/[^/]+)/(.+)");
    private static final Pattern STATUSES = Pattern.compile("statuses/([0-9a-f]+)");
    private static final Pattern PULLS =
            Pattern.compile("(pulls|issues|issues/comments)(?:/([0-9]{1,18}))?" + "(?:/(reviews|timeline|comments))?");
    private static final Set<String> LIST_PARAMETERS =
            Set.of("state", "sort", "base_branch", "poster", "limit", "page");
    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 20;

    private final Subject subject;
    private final GiteaJson writer;

    GiteaDialect(Subject subject) {
        this.subject = subject;
        this.writer = new GiteaJson(subject.web());
    }

    @Override
    public Optional<Answer> answer(Request request) throws IOException {
        if (request.path().equals("/api/v1/user") && request.method().equals("GET")) {
            return Optional.of(new Answer(200, subject.checked("user", writer.user(LOGIN))));
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        Matcher statuses = STATUSES.matcher(path.group(2));
        if (statuses.matches()) {
            return statuses(request, path.group(1), statuses.group(1));
        }
        Matcher pulls = PULLS.matcher(path.group(2));
        if (!pulls.matches()) {
            return Optional.empty();
        }
        String operation = request.method() + " " + pulls.group(1) + (pulls.group(2) == null ? "" : "/n")
                + (pulls.group(3) == null ? "" : "/" + pulls.group(3));
        long id = pulls.group(2) == null ? 0 : Long.parseLong(pulls.group(2));
        return switch (operation) {
            case "GET pulls" -> Optional.of(list(request, path.group(1)));
            case "POST pulls" -> Optional.of(open(request.json(), path.group(1)));
            case "PATCH issues/comments/n" -> Optional.of(edit(request.json(), path.group(1), id));
            default -> one(request, operation, path.group(1), id);
        };
    }

    private Optional<Answer> statuses(Request request, String repository, String sha) {
        return switch (request.method()) {
            case "POST" -> Optional.of(setStatus(request.json(), repository, sha));
            case "GET" ->
                Optional.of(list(request, "statuses", subject.statuses().of(repository, sha), writer::status));
            default -> Optional.empty();
        };
    }

    private Answer setStatus(JsonNode body, String repository, String sha) {
        if (subject.wrong("createStatus", body)) {
            return refusal(422, "[]: Invalid");
        }
        RecordedStatus status = subject.statuses()
                .set(
                        repository,
                        sha,
                        body.path("state").asString(""),
                        body.path("context").asString("default"),
                        Optional.ofNullable(body.path("description").asString(null)),
                        Optional.ofNullable(body.path("target_url").asString(null)));
        return new Answer(201, subject.checked("status", writer.status(status)));
    }

    private Answer list(Request request, String repository) {
        request.besides(LIST_PARAMETERS).forEach(name -> subject.violations().accept("no parameter " + name));
        String state = request.parameter("state", "open");
        Comparator<Pull> order = Comparator.comparingInt(Pull::number);
        List<Pull> found = subject.pulls().of(repository).stream()
                .filter(pull -> state.equals("all") || pull.isOpen() == state.equals("open"))
                .filter(pull -> pull.base().equals(request.parameter("base_branch", pull.base())))
                .filter(pull -> pull.author().equals(request.parameter("poster", pull.author())))
                .sorted(request.parameter("sort", "").equals("oldest") ? order : order.reversed())
                .toList();
        return list(request, "pulls", found, writer::pull);
    }

    private Answer open(JsonNode body, String repository) {
        if (subject.wrong("createPull", body)) {
            return refusal(422, "[]: Invalid");
        }
        try {
            Pull pull = subject.pulls()
                    .open(
                            repository,
                            Optional.empty(),
                            body.path("head").asString(""),
                            body.path("base").asString(""),
                            body.path("title").asString(""),
                            body.path("body").asString(""),
                            LOGIN);
            return new Answer(201, subject.checked("pull", writer.pull(pull)));
        } catch (IOException refused) {
            return refusal(409, "pull request already exists for these targets");
        }
    }

    private Optional<Answer> one(Request request, String operation, String repository, long number) {
        Optional<Pull> found = subject.pulls().find(repository, Math.toIntExact(number));
        if (found.isEmpty()) {
            return Optional.of(refusal(404, "The target couldn't be found."));
        }
        Pull pull = found.get();
        return switch (operation) {
            case "GET pulls/n" -> Optional.of(new Answer(200, subject.checked("pull", writer.pull(pull))));
            case "PATCH pulls/n" -> Optional.of(change(request.json(), pull));
            case "GET pulls/n/reviews" ->
                Optional.of(list(request, "reviews", pull.reviews(), review -> writer.review(pull, review)));
            case "GET issues/n/timeline" ->
                Optional.of(list(request, "timeline", writer.timeline(pull), event -> event));
            case "POST issues/n/comments" -> Optional.of(comment(request.json(), pull));
            default -> Optional.empty();
        };
    }

    private Answer change(JsonNode body, Pull pull) {
        if (subject.wrong("updatePull", body)) {
            return refusal(422, "[]: Invalid");
        }
        Pull changed = subject.pulls()
                .say(
                        pull.repository(),
                        pull.number(),
                        body.path("title").asString(pull.title()),
                        body.path("body").asString(pull.body()));
        if (body.path("state").asString("").equals("closed")) {
            changed = subject.pulls().close(pull.repository(), pull.number());
        }
        return new Answer(201, subject.checked("pull", writer.pull(changed)));
    }

    private Answer comment(JsonNode body, Pull pull) {
        if (subject.wrong("createComment", body)) {
            return refusal(422, "[Body]: Required");
        }
        Pull.Comment comment = subject.pulls()
                .comment(
                        pull.repository(),
                        pull.number(),
                        LOGIN,
                        body.path("body").asString(""));
        return new Answer(201, subject.checked("comment", writer.comment(pull, comment)));
    }

    private Answer edit(JsonNode body, String repository, long id) {
        if (subject.wrong("updateComment", body)) {
            return refusal(422, "[Body]: Required");
        }
        Optional<Pull> pull =
                subject.pulls().edit(repository, id, body.path("body").asString(""));
        Optional<Pull.Comment> comment = pull.flatMap(
                one -> one.comments().stream().filter(c -> c.id() == id).findFirst());
        return comment.map(c -> new Answer(200, subject.checked("comment", writer.comment(pull.orElseThrow(), c))))
                .orElseGet(() -> refusal(404, "The target couldn't be found."));
    }

    private <T> Answer list(Request request, String schema, List<T> all, Function<T, JsonNode> written) {
        List<T> page = request.page(all, "limit", PAGE_SIZE, MAX_PAGE_SIZE);
        return new Answer(
                200,
                subject.checked(schema, writer.list(page, written)),
                Map.of("X-Total-Count", Integer.toString(all.size())));
    }

    @Override
    public boolean knows(String path, Headers headers, String token) {
        return ("token " + token).equals(headers.getFirst("Authorization"));
    }

    @Override
    public Answer refusal(int status, String message) {
        return new Answer(
                status, Map.of("message", message, "url", subject.web().get() + "/api/swagger"));
    }

    @Override
    public Event pushed(Push push, BareRepository repository, String cloneUrl) {
        return event("push", writer.event(push, cloneUrl));
    }

    @Override
    public Event pulled(String action, Pull pull) {
        return event("pull_request", writer.event(action, pull));
    }

    private static Event event(String kind, JsonNode body) {
        return new Event(
                kind,
                body,
                (bytes, secret) -> Map.of(
                        "X-Gitea-Event",
                        kind,
                        "X-Gitea-Signature",
                        Webhooks.signature(bytes, secret),
                        "X-Gitea-Delivery",
                        UUID.randomUUID().toString()));
    }
}
