package dev.mizzen.reconcile.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An API server that answers what it was told to, one answer a request, for faults that a real one has rarely. */
final class ScriptedApi implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Each request: its query, then what it accepts. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Lines of a watch, or a whole body; then it ends, or stays open. */
    record Answer(int status, List<String> lines, boolean open) {}

    ScriptedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    ScriptedApi then(int status, boolean open, String... lines) {
        answers.add(new Answer(status, List.of(lines), open));
        return this;
    }

    /** A watch that says this and stays open. */
    ScriptedApi open(String... lines) {
        return then(200, true, lines);
    }

    /** A watch, or a list, that says this and ends. */
    ScriptedApi ends(String... lines) {
        return then(200, false, lines);
    }

    ScriptedApi fails(int status, String reason) {
        return then(status, false, """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","message":"%s","code":%d,\
                "details":{"kind":"configmaps"}}""".formatted(reason, reason, status));
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().getQuery() + " "
                + exchange.getRequestHeaders().getFirst("Accept"));
        Answer answer = answers.poll();
        if (answer == null) {
            answer = new Answer(200, List.of(), true);
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), 0);
        for (String line : answer.lines()) {
            exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        exchange.getResponseBody().flush();
        if (answer.open()) {
            awaitClosed();
        }
        exchange.close();
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a kubeconfig that leads here. */
    Path kubeconfig(Path directory) {
        try {
            return Files.writeString(directory.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    current-context: it
                    clusters: [{ name: it, cluster: { server: "http://127.0.0.1:%d" } }]
                    users: [{ name: it, user: {} }]
                    contexts: [{ name: it, context: { cluster: it, user: it } }]
                    """.formatted(
                            server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
