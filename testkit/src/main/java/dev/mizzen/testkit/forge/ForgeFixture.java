package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.HttpServer;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A forge's part in the play: takes commit statuses, has pull requests, and sends events for what reaches a {@link GitServer}.
 *
 * <p>Requests, answers and events are held against what the vendor publishes of them; what does not fit is in
 * {@link #violations}.
 */
public final class ForgeFixture implements AutoCloseable {
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Vendor vendor;
    private final Webhooks webhooks = new Webhooks();
    private final Map<String, Webhooks.Target> targets = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Statuses statuses;
    private final Pulls pulls;
    private final Dialect dialect;
    private final Door door;
    private final HttpServer http;
    private final ExecutorService executor;

    private ForgeFixture(HttpServer http, Vendor vendor, Clock clock) {
        this.http = http;
        this.vendor = vendor;
        this.statuses = new Statuses(clock);
        this.pulls = new Pulls(vendor, clock, this::tell);
        Dialect.Subject subject = new Dialect.Subject(new Schemas(vendor), statuses, pulls, this::web, violations::add);
        this.dialect = switch (vendor) {
            case GITHUB -> new GitHubDialect(subject, clock);
            case GITLAB -> new GitLabDialect(subject);
            case GITEA -> new GiteaDialect(subject);
        };
        this.door = new Door(dialect, violations::add);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(executor);
        PullPages pages = new PullPages(pulls, this::web);
        http.createContext("/", exchange -> {
            if (PullPages.shows(exchange.getRequestURI().getPath())) {
                pages.handle(exchange);
            } else {
                door.handle(exchange);
            }
        });
        http.start();
    }

    /** GitHub, on a free port of the loopback address. */
    public static ForgeFixture start(Clock clock) throws IOException {
        return start(Vendor.GITHUB, clock);
    }

    /** Starts on a free port of the loopback address. */
    public static ForgeFixture start(Vendor vendor, Clock clock) throws IOException {
        return new ForgeFixture(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), vendor, clock);
    }

    /** Base URL of the API. */
    public URI api() {
        return URI.create(web() + vendor.path());
    }

    /** Base URL of the server. */
    public URI web() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Where people see the pull requests of {@code repository}, and merge them. */
    public URI page(String repository) {
        return web().resolve("/" + repository + "/pulls");
    }

    /** From now on answers with 401 to requests without this token. */
    public void requireToken(String token) {
        door.requireToken(token);
    }

    /**
     * From now on a GitHub App may get tokens for an installation, which {@link #requireToken} lets in too.
     *
     * @param key against which its claims are verified
     * @param life of a token
     */
    public void install(String app, long installation, PublicKey key, Duration life) {
        gitHub().apps().install(new AppApi.App(app, installation, key, life));
    }

    /** Takes back all tokens of installations. */
    public void revoke() {
        gitHub().apps().revoke();
    }

    /** For which repositories tokens were asked, oldest first. */
    public List<String> tokens() {
        return gitHub().apps().repositories();
    }

    private GitHubDialect gitHub() {
        if (dialect instanceof GitHubDialect gitHub) {
            return gitHub;
        }
        throw new IllegalStateException("Apps are GitHub's");
    }

    /** From now on fails like this. */
    public void fail(Outage outage) {
        door.fail(outage);
    }

    /** Every status that was set, oldest first. */
    public List<RecordedStatus> statuses() {
        return statuses.all();
    }

    /** Method and path of every request, oldest first. */
    public List<String> requests() {
        return door.requests();
    }

    /** What a client sent, or this sent, that does not fit the vendor's schemas. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Every event that was sent, oldest first. */
    public List<Delivery> deliveries() {
        return webhooks.deliveries();
    }

    /** From now on sends the events of {@code repository} to {@code url}, signed with {@code secret}. */
    public void webhook(String repository, URI url, String secret) {
        targets.put(repository, new Webhooks.Target(url, secret));
    }

    /** From now on every push that reaches {@code server} is an event, sent behind the push's back as forges do. */
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
            violations.add("the pull requests of " + push.repository() + " cannot follow: " + e.getMessage());
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
            Dialect.Event event = dialect.pulled(action, pull);
            Webhooks.Target target = targets.get(pull.repository());
            if (target != null) {
                send(target, event);
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
            send(target, dialect.pushed(push, server.repository(push.repository()), server.url(push.repository())));
        } catch (IOException e) {
            violations.add("the push to " + push.repository() + " cannot be told: " + e.getMessage());
        }
    }

    private void send(Webhooks.Target target, Dialect.Event event) {
        webhooks.send(target, event.kind(), json.writeValueAsBytes(event.body()), event.headers());
    }

    /** Sends an event to the webhook of {@code repository} as it is, signed as GitHub does. */
    public void send(String repository, String event, byte[] body) {
        Webhooks.Target target = targets.get(repository);
        if (target == null) {
            throw new IllegalArgumentException(repository + " has no webhook");
        }
        webhooks.send(target, event, body, (bytes, secret) -> GitHubDialect.signed(event, bytes, secret));
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
        webhooks.close();
    }
}
