package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.Headers;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** GitLab's API about commits and merge requests, and its events, whose sender a token proves. */
final class GitLabDialect implements Dialect {
    private static final Pattern PATH = Pattern.compile("/api/v4/projects/([^/]+)/(.+)");
    private static final Pattern SET_STATUS = Pattern.compile("statuses/([0-9a-f]+)");
    private static final Pattern STATUSES = Pattern.compile("repository/commits/([0-9a-f]+)/statuses");
    private static final Pattern MERGE_REQUEST =
            Pattern.compile("merge_requests/([0-9]{1,9})(?:/(approvals|versions|notes))?(?:/([0-9]{1,18}))?");
    /** What GitLab does where a line is one of its commands. */
    private static final Pattern COMMAND =
            Pattern.compile("^/(?:approve|close|merge|reopen|title|label|target_branch)\\b", Pattern.MULTILINE);

    private static final Set<String> LIST_PARAMETERS =
            Set.of("state", "order_by", "sort", "source_branch", "target_branch", "per_page", "page");
    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_DESCRIPTION = 255;

    private final Subject subject;
    private final GitLabJson writer;

    GitLabDialect(Subject subject) {
        this.subject = subject;
        this.writer = new GitLabJson(subject.web());
    }

    @Override
    public Optional<Answer> answer(Request request) throws IOException {
        if (request.path().equals("/api/v4/user") && request.method().equals("GET")) {
            return Optional.of(new Answer(200, subject.checked("user", writer.user(LOGIN))));
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        String project = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
        Matcher set = SET_STATUS.matcher(path.group(2));
        Matcher statuses = STATUSES.matcher(path.group(2));
        Matcher one = MERGE_REQUEST.matcher(path.group(2));
        if (request.method().equals("POST") && set.matches()) {
            return Optional.of(setStatus(request.json(), project, set.group(1)));
        } else if (request.method().equals("GET") && statuses.matches()) {
            return Optional.of(
                    list(request, "statuses", subject.statuses().of(project, statuses.group(1)), writer::status));
        } else if (path.group(2).equals("merge_requests")) {
            return mergeRequests(request, project);
        }
        return one.matches() ? mergeRequest(request, project, one) : Optional.empty();
    }

    private Answer setStatus(JsonNode body, String project, String sha) {
        if (subject.wrong("createStatus", body)) {
            return refusal(400, "state does not have a valid value");
        }
        String state = GitLabJson.ours(body.path("state").asString(""));
        String name = body.path("name").asString("default");
        boolean pending = state.equals("pending")
                && subject.statuses().of(project, sha).stream()
                        .filter(status -> status.context().equals(name))
                        .findFirst()
                        .filter(status -> status.state().equals("pending"))
                        .isPresent();
        if (pending || body.path("description").asString("").length() > MAX_DESCRIPTION) {
            return refusal(
                    400, "Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition)");
        }
        RecordedStatus status = subject.statuses()
                .set(
                        project,
                        sha,
                        state,
                        name,
                        Optional.ofNullable(body.path("description").asString(null)),
                        Optional.ofNullable(body.path("target_url").asString(null)));
        return new Answer(201, subject.checked("status", writer.status(status)));
    }

    private Optional<Answer> mergeRequests(Request request, String project) throws IOException {
        return switch (request.method()) {
            case "GET" -> {
                request.besides(LIST_PARAMETERS)
                        .forEach(name -> subject.violations().accept("no parameter " + name));
                yield Optional.of(list(request, "mergeRequests", found(request, project), writer::mergeRequest));
            }
            case "POST" -> Optional.of(open(request.json(), project));
            default -> Optional.empty();
        };
    }

    private List<Pull> found(Request request, String project) {
        Comparator<Pull> order = Comparator.comparingInt(Pull::number);
        String state = request.parameter("state", "all");
        return subject.pulls().of(project).stream()
                .filter(pull -> state.equals("all") || state.equals(GitLabJson.state(pull)))
                .filter(pull -> pull.head().equals(request.parameter("source_branch", pull.head())))
                .filter(pull -> pull.base().equals(request.parameter("target_branch", pull.base())))
                .sorted(request.parameter("sort", "desc").equals("asc") ? order : order.reversed())
                .toList();
    }

    private Answer open(JsonNode body, String project) {
        if (subject.wrong("createMergeRequest", body) || isCommand(body.path("description"))) {
            return refusal(400, "bad request");
        }
        try {
            Pull pull = subject.pulls()
                    .open(
                            project,
                            Optional.empty(),
                            body.path("source_branch").asString(""),
                            body.path("target_branch").asString(""),
                            body.path("title").asString(""),
                            body.path("description").asString(""),
                            LOGIN);
            return one(201, pull);
        } catch (IOException refused) {
            return new Answer(
                    409,
                    Map.of("message", List.of("Another open merge request already exists for this source branch")));
        }
    }

    private Optional<Answer> mergeRequest(Request request, String project, Matcher path) {
        Optional<Pull> found = subject.pulls().find(project, Integer.parseInt(path.group(1)));
        if (found.isEmpty()) {
            return Optional.of(refusal(404, "404 Not found"));
        }
        Pull pull = found.get();
        String rest = path.group(2) == null ? "" : " " + path.group(2) + (path.group(3) == null ? "" : "/n");
        return switch (request.method() + rest) {
            case "GET" -> Optional.of(one(200, pull));
            case "PUT" -> Optional.of(change(request.json(), pull));
            case "GET approvals" -> Optional.of(new Answer(200, subject.checked("approvals", writer.approvals(pull))));
            case "GET versions" -> Optional.of(list(request, "versions", List.of(pull), writer::version));
            case "GET notes" -> Optional.of(list(request, "notes", notes(request, pull), note -> note));
            case "POST notes" -> Optional.of(note(request.json(), pull));
            case "PUT notes/n" -> Optional.of(note(request.json(), pull, Long.parseLong(path.group(3))));
            default -> Optional.empty();
        };
    }

    private Answer change(JsonNode body, Pull pull) {
        if (subject.wrong("updateMergeRequest", body) || isCommand(body.path("description"))) {
            return refusal(400, "bad request");
        }
        Pull changed = subject.pulls()
                .say(
                        pull.repository(),
                        pull.number(),
                        body.path("title").asString(pull.title()),
                        body.path("description").asString(pull.body()));
        if (body.path("state_event").asString("").equals("close")) {
            changed = subject.pulls().close(pull.repository(), pull.number());
        }
        return one(200, changed);
    }

    /** What people wrote and what GitLab itself notes of approvals. */
    private List<JsonNode> notes(Request request, Pull pull) {
        List<JsonNode> oldestFirst = Stream.<JsonNode>concat(
                        pull.comments().stream().map(comment -> writer.note(pull, comment)),
                        pull.reviews().stream().flatMap(review -> writer.note(pull, review).stream()))
                .toList();
        return request.parameter("sort", "desc").equals("asc") ? oldestFirst : oldestFirst.reversed();
    }

    private Answer note(JsonNode body, Pull pull) {
        if (subject.wrong("createNote", body) || isCommand(body.path("body"))) {
            return refusal(400, "bad request");
        }
        Pull.Comment comment = subject.pulls()
                .comment(
                        pull.repository(),
                        pull.number(),
                        LOGIN,
                        body.path("body").asString(""));
        return new Answer(201, subject.checked("note", writer.note(pull, comment)));
    }

    private Answer note(JsonNode body, Pull pull, long id) {
        if (subject.wrong("updateNote", body) || isCommand(body.path("body"))) {
            return refusal(400, "bad request");
        }
        Optional<Pull.Comment> there =
                pull.comments().stream().filter(one -> one.id() == id).findFirst();
        if (there.isEmpty()) {
            return refusal(404, "404 Note Not Found");
        }
        if (!there.get().user().equals(LOGIN)) {
            return refusal(403, "403 Forbidden");
        }
        String text = body.path("body").asString("");
        subject.pulls().edit(pull.repository(), id, text);
        return new Answer(200, subject.checked("note", writer.note(pull, new Pull.Comment(id, LOGIN, text))));
    }

    private Answer one(int status, Pull pull) {
        return new Answer(status, subject.checked("mergeRequest", writer.mergeRequest(pull)));
    }

    private <T> Answer list(Request request, String schema, List<T> all, Function<T, JsonNode> written) {
        List<T> page = request.page(all, "per_page", PAGE_SIZE, MAX_PAGE_SIZE);
        return new Answer(
                200,
                subject.checked(schema, writer.list(page, written)),
                Map.of("X-Total", Integer.toString(all.size())));
    }

    private boolean isCommand(JsonNode text) {
        boolean command = COMMAND.matcher(text.asString("")).find();
        if (command) {
            subject.violations().accept("a line is a command to GitLab: " + text);
        }
        return command;
    }

    @Override
    public boolean knows(String path, Headers headers, String token) {
        return token.equals(headers.getFirst("PRIVATE-TOKEN"));
    }

    @Override
    public Answer refusal(int status, String message) {
        return new Answer(status, Map.of("message", message));
    }

    @Override
    public Event pushed(Push push, BareRepository repository, String cloneUrl) {
        return event("push", "Push Hook", subject.checked("pushEvent", writer.event(push, cloneUrl)));
    }

    @Override
    public Event pulled(String action, Pull pull) {
        return event("merge_request", "Merge Request Hook", subject.checked("mergeEvent", writer.event(action, pull)));
    }

    private static Event event(String kind, String name, JsonNode body) {
        return new Event(
                kind,
                body,
                (bytes, secret) -> Map.of(
                        "X-Gitlab-Event",
                        name,
                        "X-Gitlab-Token",
                        secret,
                        "X-Gitlab-Event-UUID",
                        UUID.randomUUID().toString()));
    }
}
