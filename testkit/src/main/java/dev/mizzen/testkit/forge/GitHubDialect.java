package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.Headers;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's API, and its signed events. */
final class GitHubDialect implements Dialect {
    private final Subject subject;
    private final StatusApi statuses;
    private final PullApi pulls;
    private final PullJson writer;
    private final PushEvent pushes;
    private final AppApi apps;

    GitHubDialect(Subject subject, Clock clock) {
        this.apps = new AppApi(subject, clock);
        this.subject = subject;
        this.statuses = new StatusApi(subject);
        this.writer = new PullJson(subject.schemas());
        this.pulls = new PullApi(subject, writer);
        this.pushes = new PushEvent(subject.schemas());
    }

    @Override
    public Optional<Answer> answer(Request request) throws IOException {
        Optional<Answer> answer = statuses.answer(request).or(() -> apps.answer(request));
        String login = apps.isInstallation(request.headers()) ? PullJson.APP_LOGIN : LOGIN;
        return answer.isPresent() ? answer : pulls.answer(request, login);
    }

    @Override
    public boolean knows(String path, Headers headers, String token) {
        return ("Bearer " + token).equals(headers.getFirst("Authorization")) || apps.knows(path, headers);
    }

    AppApi apps() {
        return apps;
    }

    @Override
    public Answer refusal(int status, String message) {
        return Answer.failure(status, message);
    }

    @Override
    public Event pushed(Push push, BareRepository repository, String cloneUrl) throws IOException {
        return event("push", "pushEvent", pushes.of(push, repository, cloneUrl));
    }

    @Override
    public Event pulled(String action, Pull pull) {
        ObjectNode body = writer.event(action, pull, subject.web().get());
        if (action.equals("synchronize")) {
            body.put("before", pull.tip()).put("after", pull.tip());
        }
        String schema = "pullRequest" + action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
        return event("pull_request", schema, body);
    }

    private Event event(String kind, String schema, ObjectNode body) {
        return new Event(kind, subject.checked(schema, body), (bytes, secret) -> signed(kind, bytes, secret));
    }

    /** The headers with which GitHub sends any event. */
    static Map<String, String> signed(String kind, byte[] body, String secret) {
        return Map.of(
                "User-Agent",
                "GitHub-Hookshot/f1x7u2e",
                "X-GitHub-Event",
                kind,
                "X-GitHub-Delivery",
                UUID.randomUUID().toString(),
                "X-Hub-Signature-256",
                "sha256=" + Webhooks.signature(body, secret));
    }
}
