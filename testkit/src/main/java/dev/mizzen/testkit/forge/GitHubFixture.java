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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * GitHub's part in the play: takes commit statuses, and sends {@code push} events for what reaches a {@link GitServer}.
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
    private final StatusApi statusApi;
    private final HttpServer http;
    private final ExecutorService executor;

    private GitHubFixture(HttpServer http, Clock clock) {
        this.http = http;
        this.statusApi = new StatusApi(schemas, clock);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(executor);
        http.createContext("/", statusApi);
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
        server.onPush(push -> executor.execute(() -> send(push, server)));
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
