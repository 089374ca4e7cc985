package dev.mizzen.testkit.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Our own binary: all clusters in one process, which ends when its standard input closes. */
final class BinaryEngine implements Engine {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String LOG = "testcluster.log";

    private final Workspace workspace;
    private final Process process;
    private final Map<String, Path> kubeconfigs;

    private BinaryEngine(Workspace workspace, Process process, Map<String, Path> kubeconfigs) {
        this.workspace = workspace;
        this.process = process;
        this.kubeconfigs = Collections.unmodifiableMap(kubeconfigs);
    }

    static BinaryEngine start(Path binary, List<String> names) {
        Workspace workspace = Workspace.create();
        Map<String, Path> kubeconfigs = new LinkedHashMap<>();
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        for (String name : names) {
            kubeconfigs.put(name, workspace.file(name + ".kubeconfig"));
            command.addAll(List.of("--cluster", name + "=" + kubeconfigs.get(name)));
        }
        BinaryEngine engine = new BinaryEngine(workspace, launch(workspace, command), kubeconfigs);
        engine.awaitReady(names.size());
        return engine;
    }

    private static Process launch(Workspace workspace, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(workspace.file(LOG).toFile())
                    .start();
        } catch (IOException e) {
            workspace.close();
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(int clusters) {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readOutput(clusters, ready));
        try {
            if (!ready.get(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw failed(e);
        }
    }

    private IllegalStateException failed(Exception cause) {
        String log = workspace.tail(LOG, 2_000);
        close();
        return new IllegalStateException("the test cluster did not get ready: " + log, cause);
    }

    /** Reads to the end of the output, so that the process never blocks on a full pipe. */
    private void readOutput(int clusters, CompletableFuture<Boolean> ready) {
        try (BufferedReader output = process.inputReader()) {
            int count = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                count += line.startsWith("READY ") ? 1 : 0;
                if (count == clusters) {
                    ready.complete(true);
                }
            }
            ready.complete(false);
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    @Override
    public Map<String, Path> kubeconfigs() {
        return kubeconfigs;
    }

    @Override
    public boolean runsWorkloads() {
        return true;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        workspace.close();
    }
}
