package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.HttpServer;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's part in the play: takes commit statuses, has pull requests, and sends events for what reaches a {@link GitServer}.
 *
 * <p>Requests, answers and events are held against the schemas that GitHub publishes; what does not fit is in
 * {@link #violations}.
 */
public final class GitHubFixture implements AutoCloseable {
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Schemas schemas = new Schemas();
    private final PushEvent pushEvents = new PushEvent(schemas);
    private final Webhooks webhooks = new Webhooks();
    private final Map<String, Webhooks.Target> targets = new ConcurrentHashMap<>();
    private final List<String> wrongEvents = new CopyOnWriteArrayList<>();
    private final PullJson pullJson = new PullJson(schemas);
    private final Pulls pulls;
    private final StatusApi statusApi;
    private final HttpServer http;
    private final ExecutorService executor;

    private GitHubFixture(HttpServer http, Clock clock) {
        this.http = http;
        this.pulls = new Pulls(clock, this::tell);
        PullApi pullApi = new PullApi(schemas, pulls, pullJson, this::api, wrongEvents::add);
        this.statusApi = new StatusApi(schemas, clock, pullApi::answer);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(executor);
        PullPages pages = new PullPages(pulls, this::api);
        http.createContext("/", exchange -> {
            if (PullPages.shows(exchange.getRequestURI().getPath())) {
                pages.handle(exchange);
            } else {
                statusApi.handle(exchange);
            }
        });
        http.start();
    }

    /** Starts on a free port of the loopback address. */
    public static GitHubFixture start(Clock clock) throws IOException {
        return new GitHubFixture(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), clock);
    }

    /** Base URL of the API. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Where people see the pull requests of {@code repository}, and merge them. */
    public URI page(String repository) {
        return api().resolve("/" + repository + "/pulls");
    }

    /** From now on answers with 401 to requests without this token. */
    public void requireToken(String token) {
        statusApi.requireToken(token);
    }

    /** From now on fails like this. */
    public void fail(Outage outage) {
        statusApi.fail(outage);
    }

    /** Every status that was set, oldest first. */
    public List<RecordedStatus> statuses() {
        return statusApi.statuses();
    }

    /** Method and path of every request, oldest first. */
    public List<String> requests() {
        return statusApi.requests();
    }

    /** What a client sent, or this sent, that does not fit GitHub's schemas. */
    public List<String> violations() {
        return Stream.concat(statusApi.violations().stream(), wrongEvents.stream())
                .toList();
    }

    /** Every event that was sent, oldest first. */
    public List<Delivery> deliveries() {
        return webhooks.deliveries();
    }

    /** From now on sends the events of {@code repository} to {@code url}, signed with {@code secret}. */
    public void webhook(String repository, URI url, String secret) {
        targets.put(repository, new Webhooks.Target(url, secret));
    }

    /** From now on every push that reaches {@code server} is an event, sent behind the push's back as GitHub does. */
    public void follow(GitServer server) {
        pulls.follow(server);
        server.onPush(push -> executor.execute(() -> {
            send(push, server);
            moved(push);
        }));
    }

    /** What pull requests are after a push that did not go over the network. */
    public void moved(Push push) {
        try {
            pulls.pushed(push);
        } catch (IOException e) {
            wrongEvents.add("the pull requests of " + push.repository() + " cannot follow: " + e.getMessage());
        }
    }

    /** The pull requests of {@code repository}, the oldest first. */
    public List<Pull> pulls(String repository) {
        return pulls.of(repository);
    }

    /** Opens a pull request between branches of {@code repository}, by Ada. */
    public Pull open(String repository, String head, String base, String title) throws IOException {
        return pulls.open(repository, Optional.empty(), head, base, title, "", "ada");
    }

    /** Opens a pull request from a branch of another repository of the same server, by a stranger. */
    public Pull openFromFork(String repository, String fork, String head, String base, String title)
            throws IOException {
        return pulls.open(repository, Optional.of(fork), head, base, title, "", "stranger");
    }

    /** Merges it as the button does, which is a push, and tells of both. */
    public Pull merge(String repository, int number, String user) throws IOException {
        return pulls.merge(repository, number, user);
    }

    /** Closes it without merging. */
    public Pull close(String repository, int number) {
        return pulls.close(repository, number);
    }

    /** {@code user}, who may write to the repository, approves of it as it is. */
    public Pull approve(String repository, int number, String user) {
        return pulls.review(repository, number, user, "APPROVED", "COLLABORATOR");
    }

    /**
     * {@code user} gives any verdict.
     *
     * @param state as GitHub writes it, as {@code CHANGES_REQUESTED}
     * @param association of the user with the repository, as {@code NONE}
     */
    public Pull review(String repository, int number, String user, String state, String association) {
        return pulls.review(repository, number, user, state, association);
    }

    /** {@code user} writes a comment. */
    public void comment(String repository, int number, String user, String text) {
        pulls.comment(repository, number, user, text);
    }

    private void tell(String action, Pull pull) {
        executor.execute(() -> {
            ObjectNode event = pullJson.event(action, pull, api());
            if (action.equals("synchronize")) {
                event.put("before", pull.tip()).put("after", pull.tip());
            }
            String schema = "pullRequest" + action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
            wrongEvents.addAll(schemas.violations(schema, event));
            Webhooks.Target target = targets.get(pull.repository());
            if (target != null) {
                webhooks.send(target, "pull_request", json.writeValueAsBytes(event));
            }
        });
    }

    /** Sends the event of {@code push} to the webhook of its repository, if it has one, and waits for its answer. */
    public void send(Push push, GitServer server) {
        Webhooks.Target target = targets.get(push.repository());
        if (target == null) {
            return;
        }
        try {
            ObjectNode event = pushEvents.of(push, server.repository(push.repository()), server.url(push.repository()));
            wrongEvents.addAll(schemas.violations("pushEvent", event));
            webhooks.send(target, "push", json.writeValueAsBytes(event));
        } catch (IOException e) {
            wrongEvents.add("the push to " + push.repository() + " cannot be told: " + e.getMessage());
        }
    }

    /** Sends a signed event to the webhook of {@code repository} as it is. */
    public void send(String repository, String event, byte[] body) {
        Webhooks.Target target = targets.get(repository);
        if (target == null) {
            throw new IllegalArgumentException(repository + " has no webhook");
        }
        webhooks.send(target, event, body);
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
        webhooks.close();
    }
}
