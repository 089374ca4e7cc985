package dev.mizzen.daemon;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus that scrapes one daemon every second. */
final class PrometheusProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrometheusProcess(Process process, URI server) {
        this.process = process;
        this.server = server;
    }

    /** Starts it with {@code rules} and returns when it answers. */
    static PrometheusProcess start(Path folder, int target, Path rules) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalStateException("no " + PROGRAM + ": install the Debian package prometheus");
        }
        int port = freePort();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: mizzen
                    static_configs: [{ targets: ["127.0.0.1:%d"] }]
                """.formatted(
                        rules.toAbsolutePath().normalize(), target));
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        PrometheusProcess prometheus = new PrometheusProcess(process, URI.create("http://127.0.0.1:" + port));
        Awaitility.await("Prometheus answers")
                .atMost(Duration.ofSeconds(60))
                .failFast("Prometheus ended at its start", () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> prometheus.get("/-/ready").statusCode() == 200);
        return prometheus;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What an expression is worth now: a list of samples, each with {@code metric} and {@code value}. */
    List<JsonNode> query(String expression) {
        return data("/api/v1/query?query=" + encoded(expression))
                .path("result")
                .valueStream()
                .toList();
    }

    /** The values of a label of a metric. */
    List<String> labelValues(String metric, String label) {
        return data("/api/v1/label/" + label + "/values?match[]=".replace("[]", "%5B%5D") + encoded(metric))
                .valueStream()
                .map(value -> value.asString(""))
                .toList();
    }

    /** Alerting rules by name. */
    List<String> rules() {
        return data("/api/v1/rules")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(rule -> rule.path("name").asString("") + " "
                        + rule.path("health").asString(""))
                .toList();
    }

    private JsonNode data(String path) {
        try {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + ": " + answer.body());
            }
            return JSON.readTree(answer.body()).path("data");
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
