package dev.mizzen.daemon.story;

import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.forge.GitHubFixture;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a story plays in: clusters, a Git server, GitHub's API and the daemon's process. */
final class World implements AutoCloseable {
    /** The source's name; deliveries are {@code story/<environment>/<app>}. */
    static final String SOURCE = "story";

    static final String BRANCH = "main";
    private static final String OWNER = "mizzen";
    private static final String REPOSITORY = OWNER + "/" + SOURCE;
    private static final String WEBHOOK_SECRET = "a webhook's secret";
    private static final String TOKEN = "a-forge-token";

    private final TestCluster clusters;
    private final GitServer git;
    private final BareRepository repository;
    private final GitHubFixture forge;
    private final DaemonProcess daemon;
    private final ClusterSide side;
    private final Approver approver;
    private final Map<String, String> commits = new LinkedHashMap<>();
    private String head = "";

    World(Story story, Path scratch) throws IOException {
        clusters = TestCluster.simulated(story.clusters().keySet().toArray(String[]::new));
        side = new ClusterSide(clusters);
        git = GitServer.start(Files.createDirectories(scratch.resolve("git")), Clock.systemUTC());
        repository = git.repository(REPOSITORY);
        forge = GitHubFixture.start(Clock.systemUTC());
        forge.requireToken(TOKEN);
        int port = freePort();
        URI server = URI.create("http://127.0.0.1:" + port);
        Path config = Files.writeString(scratch.resolve("mizzen.yaml"), config(story, scratch, port));
        Map<String, String> secrets = new HashMap<>(Approver.ENVIRONMENT);
        secrets.putAll(Map.of("STORY_WEBHOOK", WEBHOOK_SECRET, "STORY_TOKEN", TOKEN));
        approver = new Approver(server);
        daemon = new DaemonProcess(config, server, secrets, scratch.resolve("daemon.log"));
        forge.webhook(REPOSITORY, server.resolve("/hooks/github/" + SOURCE), WEBHOOK_SECRET);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String config(Story story, Path scratch, int port) {
        StringBuilder text = new StringBuilder(Approver.CONFIG).append("""
                data: %s
                listen: { host: 127.0.0.1, port: %d }
                renderer: { program: %s }
                sources:
                  - name: %s
                    url: %s
                    branch: %s
                    poll: 1h
                    webhook: { secret: "env:STORY_WEBHOOK" }
                    forge: { api: "%s", repository: %s/%s, token: "env:STORY_TOKEN" }
                clusters:
                """.formatted(
                        scratch.resolve("data"),
                        port,
                        renderer(),
                        SOURCE,
                        git.url(REPOSITORY),
                        BRANCH,
                        forge.api(),
                        OWNER,
                        SOURCE));
        story.clusters().forEach((name, labels) -> {
            text.append("  - name: ").append(name).append("\n    kubeconfig: ").append(clusters.kubeconfig(name));
            if (!labels.isEmpty()) {
                text.append("\n    labels:");
                labels.forEach((key, value) ->
                        text.append("\n      ").append(key).append(": ").append(value));
            }
            text.append('\n');
        });
        return text.toString();
    }

    /** The helper process: {@code MIZZEN_RENDERER}, or where the build leaves it. */
    private static Path renderer() {
        String given = System.getenv("MIZZEN_RENDERER");
        return given != null ? Path.of(given) : Repository.root().resolve("renderer/target/mizzen-renderer");
    }

    ClusterSide clusters() {
        return side;
    }

    Approver approver() {
        return approver;
    }

    DaemonProcess daemon() {
        return daemon;
    }

    /** The newest state of each context on the newest commit. */
    Map<String, String> statuses() {
        Map<String, String> states = new TreeMap<>();
        forge.statuses().stream()
                .filter(status -> status.sha().equals(head))
                .forEach(status -> states.put(status.context(), status.state()));
        return states;
    }

    /** What was sent to the forge, or by it, that does not fit its published schemas. */
    List<String> violations() {
        return forge.violations();
    }

    /** Commits exactly {@code files} as the folder {@code name} and sends the webhook, which may find nobody. */
    void push(String name, Map<String, String> files) throws IOException {
        String before = head.isEmpty() ? "0".repeat(40) : head;
        head = repository.commit(BRANCH, name, files);
        commits.put(name, head);
        forge.send(new Push(REPOSITORY, "refs/heads/" + BRANCH, before, head), git);
    }

    /** The id of the commit that the folder {@code name} became. */
    String commit(String name) {
        String id = commits.get(name);
        if (id == null) {
            throw new IllegalArgumentException("no commit " + name + " yet, there are " + commits.keySet());
        }
        return id;
    }

    String head() {
        return head;
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        forge.close();
        git.close();
        clusters.close();
    }
}
