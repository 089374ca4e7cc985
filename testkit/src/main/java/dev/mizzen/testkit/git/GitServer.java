package dev.mizzen.testkit.git;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * A Git server over HTTP on the loopback address: bare repositories below one directory, to clone and to push to.
 *
 * <p>Speaks protocol versions 0 to 2. Repository names may have slashes; their URL ends with {@code .git}.
 */
public final class GitServer implements AutoCloseable {
    private final Path root;
    private final Clock clock;
    private final HttpServer http;
    private final ExecutorService executor;
    private final SmartHttp handler;
    private final Map<String, BareRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> protectedRefs = new ConcurrentHashMap<>();
    private final List<Consumer<Push>> listeners = new CopyOnWriteArrayList<>();

    private GitServer(Path root, Clock clock, HttpServer http) {
        this.root = root;
        this.clock = clock;
        this.http = http;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.handler = new SmartHttp(repositories::get, this::receiving);
        http.setExecutor(executor);
        http.createContext("/", handler);
        http.start();
    }

    /** Starts a server over {@code http} on a free port. */
    public static GitServer start(Path root, Clock clock) throws IOException {
        return start(root, clock, 0);
    }

    /** Starts a server over {@code http} on {@code port}; 0 for a free one. */
    public static GitServer start(Path root, Clock clock, int port) throws IOException {
        return new GitServer(root, clock, HttpServer.create(loopback(port), 0));
    }

    /** Starts a server over {@code https} on a free port. */
    public static GitServer startTls(Path root, Clock clock, SSLContext tls) throws IOException {
        HttpsServer https = HttpsServer.create(loopback(0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new GitServer(root, clock, https);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The repository {@code name}, as {@code acme/shop}; made empty where there is none. */
    public BareRepository repository(String name) {
        return repositories.computeIfAbsent(name, missing -> {
            try {
                return BareRepository.at(root.resolve(missing + ".git"), clock);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Scheme, host and port, without a slash at the end. */
    public URI base() {
        String scheme = http instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Where {@code repository} is cloned from. */
    public String url(String repository) {
        return base() + "/" + repository + ".git";
    }

    /** Called, in order, for each ref that a push over the network moved, after it moved. */
    public void onPush(Consumer<Push> listener) {
        listeners.add(listener);
    }

    /** Called with every request before it is answered. */
    public void onRequest(Consumer<Request> listener) {
        handler.onRequest(listener);
    }

    /** From now on asks for this user and password. */
    public void requireLogin(String user, String password) {
        handler.requireLogin(user, password);
    }

    /** From now on does this wrong. */
    public void fail(Fault fault) {
        handler.fail(fault);
    }

    /** Every request so far, oldest first. */
    public List<Request> requests() {
        return handler.requests();
    }

    /** Forgets the requests so far. */
    public void forgetRequests() {
        handler.forgetRequests();
    }

    /**
     * A request that came in.
     *
     * @param line method, path and query
     * @param authorization the header, where it had one
     */
    public record Request(String line, Optional<String> authorization) {}

    /** The repository {@code name} where there is one. */
    Optional<BareRepository> existing(String name) {
        return Optional.ofNullable(repositories.get(name));
    }

    /** From now on pushes to {@code branch} are declined with these words. */
    public void protect(String repository, String branch, String words) {
        protectRef(repository, "refs/heads/" + branch, words);
    }

    /** From now on pushes to {@code ref} are declined with these words. */
    public void protectRef(String repository, String ref, String words) {
        protectedRefs
                .computeIfAbsent(repository, name -> new ConcurrentHashMap<>())
                .put(ref, words);
    }

    /** Takes one push into {@code repository}. */
    ReceivePack receiving(BareRepository repository, String name) {
        return Receiving.of(repository.jgit(), name, this::pushed, protectedRefs.getOrDefault(name, Map.of()));
    }

    /** Tells the listeners of a ref that moved by another way than a push over the network. */
    public void pushed(Push push) {
        listeners.forEach(listener -> listener.accept(push));
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
        repositories.values().forEach(BareRepository::close);
    }
}
