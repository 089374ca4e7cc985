package dev.mizzen.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An address of a server that can fail: plain HTTP on the loopback address, each request passed on to the real server and
 * its answer passed back as it streams. Websockets are not passed on. Remembers every request. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final int MOST_TRIES = 200;
    private static final long TRY_NANOS = 10_000_000;

    private final Upstream upstream;
    private final Optional<String> user;
    private final int port;
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger answersLeft = new AtomicInteger();
    private final Map<Long, ProxiedRequest> requests = new ConcurrentSkipListMap<>();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile Probe probe = Probe.NONE;
    private volatile Fault fault = new Fault.None();
    private volatile CountDownLatch changed = new CountDownLatch(1);
    private @Nullable ServerSocket entrance;
    /** Holds the port while nobody listens: bound only, so that who connects is refused and nobody else gets it. */
    private @Nullable Socket seat;

    private FaultProxy(Upstream upstream, Optional<String> user) throws IOException {
        this.upstream = upstream;
        this.user = user;
        this.port = listen(0);
    }

    /** Passes on to an API server over TLS, with the rights of {@code kubeconfig}. */
    public static FaultProxy to(Path kubeconfig) throws IOException {
        return new FaultProxy(Upstream.of(kubeconfig), Optional.empty());
    }

    /** Passes on with the rights that the server gives to {@code user}; the kubeconfig's own user must may impersonate. */
    public static FaultProxy to(Path kubeconfig, String user) throws IOException {
        return new FaultProxy(Upstream.of(kubeconfig), Optional.of(user));
    }

    /** Passes on to a server of plain HTTP, as {@code http://127.0.0.1:1234}. */
    public static FaultProxy to(URI server) throws IOException {
        return new FaultProxy(Upstream.plain(server), Optional.empty());
    }

    /** Scheme, host and port, without a slash at the end. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Writes a kubeconfig that leads here; it holds no credentials. */
    public Path kubeconfig(Path file) throws IOException {
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{ name: proxy, cluster: { server: "%s" } }]
                users: [{ name: nobody, user: {} }]
                contexts: [{ name: proxy, context: { cluster: proxy, user: nobody } }]
                current-context: proxy
                """.formatted(address()));
    }

    /** From now on fails like this, and no longer as before. Requests that hang are cut. */
    public synchronized void fail(Fault next) {
        boolean listens = !(next instanceof Fault.Refuse);
        Fault before = fault;
        answersLeft.set(next instanceof Fault.Answer answer ? answer.times() : 0);
        fault = next;
        CountDownLatch told = changed;
        changed = new CountDownLatch(1);
        told.countDown();
        try {
            if (listens && entrance == null) {
                listen(port);
            } else if (!listens) {
                leave();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (before instanceof Fault.Hang || next instanceof Fault.Hang || !listens) {
            cut();
        }
    }

    /** Ends every connection in the middle of whatever it is doing; new ones are taken. */
    public void cut() {
        connections.forEach(ProxiedConnection::close);
    }

    /** Ends every watch that is open, as a server does after some minutes. */
    public void endWatches() {
        connections.forEach(ProxiedConnection::endWatch);
    }

    /** From now on is called around each request. */
    public void probe(Probe next) {
        probe = next;
    }

    /** Every request so far, in order; also those that a fault answered or that got no answer. */
    public List<ProxiedRequest> requests() {
        return List.copyOf(requests.values());
    }

    /** How many requests there were. */
    public long count() {
        return count.get();
    }

    private int listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        patiently(() -> socket.bind(at(wanted), BACKLOG));
        entrance = socket;
        Socket held = seat;
        seat = null;
        if (held != null) {
            held.close();
        }
        Thread.ofVirtual().name("fault-proxy").start(() -> accept(socket));
        return socket.getLocalPort();
    }

    private void leave() throws IOException {
        ServerSocket open = entrance;
        entrance = null;
        if (open != null) {
            open.close();
            Socket held = new Socket();
            held.setReuseAddress(true);
            patiently(() -> held.bind(at(port)));
            seat = held;
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private interface Binding {
        void bind() throws IOException;
    }

    /** A socket that was closed while a thread waited on it lets go of its port some moments later. */
    private static void patiently(Binding binding) throws IOException {
        for (int left = MOST_TRIES; ; left--) {
            try {
                binding.bind();
                return;
            } catch (BindException e) {
                if (left == 0) {
                    throw e;
                }
                LockSupport.parkNanos(TRY_NANOS);
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                ProxiedConnection connection = new ProxiedConnection(this, socket.accept());
                connections.add(connection);
                Thread.ofVirtual().start(connection::run);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    ProxiedRequest took(String method, String target) {
        ProxiedRequest request = ProxiedRequest.of(count.incrementAndGet(), method, target);
        requests.put(request.number(), request);
        return request;
    }

    ProxiedRequest answered(ProxiedRequest request, int status) {
        ProxiedRequest answered = request.answered(status);
        requests.put(answered.number(), answered);
        return answered;
    }

    /** Does to the request what the fault says; present if that is its answer. */
    Optional<Fault.Answer> delayed(ProxiedRequest request) throws IOException {
        CountDownLatch until = changed;
        return switch (fault) {
            case Fault.None none -> Optional.empty();
            case Fault.Refuse refuse -> throw new IOException("refused");
            case Fault.Hang hang -> {
                pause(until, Long.MAX_VALUE);
                throw new IOException("hung");
            }
            case Fault.Slow slow -> {
                pause(until, slow.time().toMillis());
                yield Optional.empty();
            }
            case Fault.Answer answer -> Optional.of(answer).filter(a -> a.matches(request) && oneLess());
        };
    }

    private boolean oneLess() {
        return answersLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static void pause(CountDownLatch until, long millis) throws IOException {
        try {
            until.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    HttpMessage addressed(HttpMessage request) {
        return upstream.addressed(request, user);
    }

    Socket connect() throws IOException {
        return upstream.connect();
    }

    Probe probe() {
        return probe;
    }

    void gone(ProxiedConnection connection) {
        connections.remove(connection);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is gone already
        }
    }

    @Override
    public synchronized void close() {
        try {
            ServerSocket open = entrance;
            if (open != null) {
                open.close();
            }
            Socket held = seat;
            if (held != null) {
                held.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
