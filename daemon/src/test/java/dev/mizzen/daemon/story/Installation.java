package dev.mizzen.daemon.story;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One Mizzen: its {@code mizzen.yaml}, and the process that follows it. */
final class Installation implements AutoCloseable {
    static final String WEBHOOK_SECRET = "a webhook's secret";
    static final String TOKEN = "a-forge-token";
    private static final Map<String, String> SECRETS = secrets();

    private final Surroundings around;
    private final String manager;
    private final Path folder;
    private final int port;
    private final DaemonProcess daemon;
    private Map<String, Map<String, String>> clusters;
    private Map<String, String> sources;
    private Map<String, JsonNode> rights;

    /**
     * What it is told of.
     *
     * @param kubeconfigs by cluster
     * @param teller the forge
     * @param api its API
     * @param poll how often sources are asked
     * @param charts host and port of the repository of charts
     * @param store URL of a database; empty for its own file
     * @param rights of sources, as mizzen.yaml has them
     * @param keys where the story has its age keys; empty where it has none
     */
    record Surroundings(
            Map<String, Path> kubeconfigs,
            GitSide git,
            Story.Teller teller,
            URI api,
            String poll,
            Path renderer,
            String charts,
            Optional<String> store,
            Map<String, JsonNode> rights,
            Optional<Path> keys) {}

    /**
     * @param clusters their labels, by name
     * @param sources their repositories, by name
     */
    Installation(
            Surroundings around,
            String manager,
            Path folder,
            Map<String, Map<String, String>> clusters,
            Map<String, String> sources)
            throws IOException {
        this.around = around;
        this.manager = manager;
        this.folder = Files.createDirectories(folder);
        this.clusters = clusters;
        this.sources = sources;
        this.rights = around.rights();
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        this.daemon = new DaemonProcess(write(), address(), SECRETS, folder);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    DaemonProcess daemon() {
        return daemon;
    }

    /** The repositories that it follows. */
    List<String> repositories() {
        return List.copyOf(sources.values());
    }

    /** Writes another {@code mizzen.yaml}, which a running daemon takes up. */
    void configure(Story.Configuration next) throws IOException {
        clusters = next.clusters() == null ? clusters : next.clusters();
        rights = next.rights() == null ? rights : next.rights();
        if (next.sources() != null) {
            Map<String, String> named = new LinkedHashMap<>();
            next.sources().forEach(name -> named.put(name, name));
            sources = named;
        }
        write();
    }

    /** Puts these keys, and no others, where each source has its own; no file at all where there are none. */
    void give(Map<String, List<String>> keys) throws IOException {
        for (Map.Entry<String, List<String>> source : keys.entrySet()) {
            Path file = Files.createDirectories(keyFile(source.getKey()).getParent())
                    .resolve(source.getKey() + ".txt");
            if (source.getValue().isEmpty()) {
                Files.delete(file);
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (String name : source.getValue()) {
                text.append(Files.readString(around.keys().orElseThrow().resolve(name + ".txt")));
            }
            Path next = Files.writeString(file.resolveSibling("next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path keyFile(String source) {
        return folder.resolve("keys").resolve(source + ".txt");
    }

    /** Where it leaves what it writes. */
    Path folder() {
        return folder;
    }

    /** Removes the daemon's own store; it must not run. */
    void loseStore() throws IOException {
        Files.delete(folder.resolve("data/mizzen.mv.db"));
    }

    /** Whether the daemon found its own store broken and began a new one. */
    boolean storeWasPutAside() {
        return Files.exists(folder.resolve("data/mizzen.mv.db.broken"));
    }

    private Path write() throws IOException {
        Path next = Files.writeString(folder.resolve("mizzen.yaml.next"), text());
        return Files.move(next, folder.resolve("mizzen.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>(Approver.ENVIRONMENT);
        secrets.putAll(Map.of("STORY_WEBHOOK", WEBHOOK_SECRET, "STORY_TOKEN", TOKEN));
        return secrets;
    }

    private String text() {
        StringBuilder text = new StringBuilder(Approver.CONFIG)
                .append("""
                data: %s
                listen: { host: 127.0.0.1, port: %d }
                fieldManager: %s
                renderer: { program: %s }
                artifacts: { hosts: [ { host: "%s", plainHttp: true } ] }
                """.formatted(folder.resolve("data"), port, manager, around.renderer(), around.charts()));
        around.store()
                .ifPresent(url -> text.append("store: { url: \"").append(url).append("\", user: mizzen }\n"));
        text.append("sources:\n");
        sources.forEach((name, repository) -> {
            text.append("""
                  - name: %s
                    url: %s
                    branch: %s
                    poll: %s
                    webhook: { secret: "env:STORY_WEBHOOK" }
                    forge: { %s, statusesPerMinute: 1200 }
                """.formatted(
                            name, around.git().url(repository), GitSide.BRANCH, around.poll(), forge(repository)));
            JsonNode granted = rights.get(name);
            if (granted != null) {
                text.append("    rights: ").append(granted).append('\n');
            }
            if (around.keys().isPresent()) {
                text.append("    secrets: { age: [\"file:")
                        .append(keyFile(name))
                        .append("\"] }\n");
            }
        });
        text.append("clusters:\n");
        clusters.forEach((name, labels) -> {
            text.append("  - name: ")
                    .append(name)
                    .append("\n    kubeconfig: ")
                    .append(around.kubeconfigs().get(name));
            if (!labels.isEmpty()) {
                text.append("\n    labels:");
                labels.forEach((key, value) ->
                        text.append("\n      ").append(key).append(": ").append(value));
            }
            text.append('\n');
        });
        return text.toString();
    }

    private String forge(String repository) {
        return "kind: " + around.teller()
                + (around.teller() == Story.Teller.git
                        ? ""
                        : ", api: \"" + around.api() + "\", repository: " + GitSide.repository(repository)
                                + ", token: \"env:STORY_TOKEN\"");
    }

    @Override
    public void close() {
        daemon.close();
    }
}
