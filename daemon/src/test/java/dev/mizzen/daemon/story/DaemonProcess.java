package dev.mizzen.daemon.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The daemon as a user starts it: {@code mizzen run --config …}, a process that can be killed. Thread-safe. */
final class DaemonProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path config;
    private final URI server;
    private final Map<String, String> environment;
    private final Path folder;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile @Nullable Process process;

    /** @param folder where it leaves its log and its temporary files */
    DaemonProcess(Path config, URI server, Map<String, String> environment, Path folder) {
        this.config = config;
        this.server = server;
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    /** Starts it, unless it runs, and returns when it is ready. */
    void start() {
        Process running = process;
        Process started = running == null ? launch() : running;
        Awaitility.await("the daemon is ready; its log:\n" + log())
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!started.isAlive()) {
                        throw new AssertionError("the daemon ended at its start:\n" + tail(40));
                    }
                })
                .until(() -> status("/healthz") == 200);
    }

    /** Starts it and returns at once. */
    synchronized Process launch() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.mizzen.daemon.cli.Main",
                "run",
                "--config",
                config.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            process = started;
            Thread.ofVirtual().name("log").start(() -> copy(started.getInputStream()));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By way of this process, so that a limit on the daemon's files is none on its words. */
    private void copy(InputStream words) {
        try (words;
                OutputStream log = Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            words.transferTo(log);
        } catch (IOException e) {
            return; // it was killed in the middle of a word
        }
    }

    /** Where it may leave temporary files. */
    Path temporary() {
        try {
            return Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("daemon.log");
    }

    /** As {@code kill -9}. */
    void kill() {
        end(true);
    }

    /** As a service manager does: SIGTERM, then wait. */
    void stop() {
        end(false);
    }

    private synchronized void end(boolean force) {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> children = running.descendants().toList();
        if (force) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
                throw new AssertionError("the daemon did not stop within " + STOP.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        process = null;
        Awaitility.await("the daemon's helper processes end with it")
                .atMost(Duration.ofSeconds(10))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** As on a full disk: from now on no file of the daemon grows, or all may again. */
    void fillDisk(boolean full) throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the daemon does not run");
        }
        String limit = full ? "0" : "unlimited";
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(running.pid()), "--fsize=" + limit + ":")
                .inheritIO()
                .start();
        if (prlimit.waitFor() != 0) {
            throw new IOException("prlimit, of util-linux, ended with " + prlimit.exitValue());
        }
    }

    /** What the daemon answers, or missing where it does not answer 200. */
    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        return answer != null && answer.statusCode() == 200 ? JSON.readTree(answer.body()) : MissingNode.getInstance();
    }

    /** The lines of {@code /metrics}, none while it does not answer. */
    Stream<String> metrics() {
        HttpResponse<String> answer = get("/metrics");
        return answer != null && answer.statusCode() == 200 ? answer.body().lines() : Stream.empty();
    }

    /** The answer whatever its status, {@code ""} while there is none. */
    String text(String path) {
        HttpResponse<String> answer = get(path);
        return answer == null ? "" : answer.body();
    }

    private int status(String path) {
        HttpResponse<String> answer = get(path);
        return answer == null ? 0 : answer.statusCode();
    }

    private @Nullable HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            return null; // not there (yet): the caller waits for it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The last lines of what the daemon wrote. */
    String tail(int lines) {
        try {
            List<String> all = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Temporary files that it left behind. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temporary())) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        kill();
        http.close();
    }
}
