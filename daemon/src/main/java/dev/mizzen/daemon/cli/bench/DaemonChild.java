package dev.mizzen.daemon.cli.bench;

import dev.mizzen.daemon.cli.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The daemon as {@code mizzen run} starts it, asked as Prometheus and a browser ask it. */
final class DaemonChild implements AutoCloseable {
    static final String SOURCE = "bench";
    static final String WEBHOOK_SECRET = "the webhook of the benchmark";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Each look costs the daemon and us processor time that is then not there for what is measured. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Path config;
    private final URI server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Memory memory = new Memory();
    private @Nullable Child child;

    DaemonChild(Path folder, Path kubeconfig, String repository) throws IOException {
        this.folder = folder;
        int port = freePort();
        this.server = URI.create("http://127.0.0.1:" + port);
        Path secret = Files.writeString(folder.resolve("webhook-secret"), WEBHOOK_SECRET);
        this.config = Files.writeString(folder.resolve("mizzen.yaml"), """
                data: %s
                listen: { host: 127.0.0.1, port: %d }
                sources:
                  - { name: %s, url: "%s", poll: 1h, webhook: { secret: "file:%s" } }
                clusters:
                  - { name: local, kubeconfig: %s }
                """.formatted(
                        folder.resolve("data"), port, SOURCE, repository, secret, kubeconfig));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Where its hook listens for pushes. */
    URI hook() {
        return server.resolve("/hooks/github/" + SOURCE);
    }

    void start() throws IOException {
        Child started =
                Child.start(Main.class, folder.resolve("daemon.log"), List.of("run", "--config", config.toString()));
        child = started;
        memory.follow(started);
    }

    void stop() throws InterruptedException {
        memory.unfollow();
        running().stop();
    }

    /** Processor time of the daemon and its helpers so far. */
    Duration cpu() {
        return running().cpu();
    }

    Memory memory() {
        return memory;
    }

    /** Waits until so many deliveries hold what Git says and are healthy, and each ran at least {@code runs} times. */
    void awaitHealthy(int deliveries, int runs, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!isHealthy(deliveries, runs)) {
            if (!running().isAlive()) {
                throw new IllegalStateException("the daemon ended: " + tail());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not all " + deliveries + " deliveries are healthy after "
                        + most.toSeconds() + " s: " + tail());
            }
            Thread.sleep(LOOK);
        }
    }

    private boolean isHealthy(int deliveries, int runs) throws InterruptedException {
        Exposition now = metrics("mizzen_deliveries", "mizzen_run_seconds");
        double well = now.samples("mizzen_deliveries")
                .filter(s ->
                        s.label("sync").equals("synced") && s.label("health").equals("healthy"))
                .mapToDouble(Exposition.Sample::value)
                .sum();
        return well == deliveries && now.sum("mizzen_run_seconds_count") >= (double) deliveries * runs;
    }

    /** Requests that it sent to the API server so far, by verb. */
    Map<String, Long> requests() throws InterruptedException {
        Map<String, Long> byVerb = new TreeMap<>();
        metrics("mizzen_api_requests_seconds")
                .samples("mizzen_api_requests_seconds_count")
                .forEach(sample -> byVerb.merge(sample.label("verb"), (long) sample.value(), Long::sum));
        return byVerb;
    }

    /** How many components its renderer processes rendered so far. */
    long renders() throws InterruptedException {
        return (long) metrics("mizzen_renders", "mizzen_renders_total").sum("mizzen_renders_total");
    }

    private Exposition metrics(String... names) throws InterruptedException {
        StringBuilder path = new StringBuilder("/metrics?");
        for (String name : names) {
            path.append("name%5B%5D=").append(name).append('&');
        }
        return Exposition.of(get(path.toString()).orElse(""));
    }

    /** All that it tells of one delivery. */
    JsonNode delivery(String app) throws InterruptedException {
        String path = "/api/v1/deliveries/" + SOURCE + "/default/" + app;
        return JSON.readTree(get(path).orElseThrow(() -> new IllegalStateException("no delivery " + app)));
    }

    private Optional<String> get(String path) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .timeout(TIMEOUT)
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it does not listen yet: who asks waits
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("daemon.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    private Child running() {
        Child running = child;
        if (running == null) {
            throw new IllegalStateException("the daemon was not started");
        }
        return running;
    }

    @Override
    public void close() {
        memory.unfollow();
        http.close();
        if (child != null) {
            child.close();
        }
    }
}
