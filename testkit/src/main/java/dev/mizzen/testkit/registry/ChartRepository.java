package dev.mizzen.testkit.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Helm repository: files of an HTTP server on 127.0.0.1, with an index of the charts that were added. */
public final class ChartRepository implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, URI> redirects = new ConcurrentHashMap<>();
    private final Map<String, StringBuilder> entries = new TreeMap<>();
    private volatile Optional<Guard> guard = Optional.empty();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Something that was asked for. */
    public record Request(String path, Optional<String> authorization) {}

    private record Guard(String authorization, String challenge) {}

    private ChartRepository(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** On that port, or on a free one for 0. */
    public static ChartRepository start(int port) throws IOException {
        return new ChartRepository(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/charts";
    }

    /** Adds a chart, or puts other bytes in the place of one that is there. */
    public synchronized void add(String name, String version, byte[] archive) {
        String file = name + "-" + version + ".tgz";
        if (files.put("/charts/" + file, archive) == null) {
            entries.computeIfAbsent(name, chart -> new StringBuilder())
                    .append("  - apiVersion: v2\n    name: ")
                    .append(name)
                    .append("\n    version: \"")
                    .append(version)
                    .append("\"\n    urls: [ ")
                    .append(file)
                    .append(" ]\n");
        }
        StringBuilder index = new StringBuilder("apiVersion: v1\nentries:\n");
        entries.forEach((chart, versions) ->
                index.append("  ").append(chart).append(":\n").append(versions));
        put("/charts/index.yaml", index.toString());
    }

    /** Any file. */
    public void put(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Any file. */
    public void put(String path, byte[] content) {
        files.put(path, content.clone());
    }

    public void redirect(String path, URI to) {
        redirects.put(path, to);
    }

    /** Answers 401 with this challenge to all but those who send this. */
    public void guard(String authorization, String challenge) {
        guard = Optional.of(new Guard(authorization, challenge));
    }

    /** All that was asked for, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(new Request(
                    path, Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
            URI to = redirects.get(path);
            byte[] content = files.get(path);
            boolean known = guard.isEmpty()
                    || guard.get()
                            .authorization()
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!known) {
                exchange.getResponseHeaders()
                        .set("WWW-Authenticate", guard.get().challenge());
                exchange.sendResponseHeaders(401, -1);
            } else if (to != null) {
                exchange.getResponseHeaders().set("Location", to.toString());
                exchange.sendResponseHeaders(302, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
