package dev.mizzen.testkit.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A TCP connection to an API server that can be cut, and be dead for a while. */
public final class Relay implements AutoCloseable {
    private final InetSocketAddress target;
    private final ServerSocket entrance;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;

    /** Listens on a port of its own; what connects there is connected to {@code server}. */
    public Relay(URI server) throws IOException {
        target = new InetSocketAddress(server.getHost(), server.getPort());
        entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The way to the server through here. */
    public URI address() {
        return URI.create("https://127.0.0.1:" + entrance.getLocalPort());
    }

    /** Writes a copy of an admin's kubeconfig that leads through here. */
    public Path kubeconfig(Path original, Path directory) {
        try {
            String text = Files.readString(original);
            return Files.writeString(
                    directory.resolve("relay.kubeconfig"),
                    text.replaceAll("server: https://[^\\s]+", "server: " + address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts every connection. While dead, new ones are cut at once. */
    public void cut(boolean staysDead) {
        dead = staysDead;
        sockets.forEach(Relay::close);
        sockets.clear();
    }

    /** New connections go through again. */
    public void revive() {
        dead = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket in = entrance.accept();
                if (dead) {
                    close(in);
                    continue;
                }
                Socket out = new Socket(target.getAddress(), target.getPort());
                sockets.add(in);
                sockets.add(out);
                Thread.ofVirtual().start(() -> pump(in, out));
                Thread.ofVirtual().start(() -> pump(out, in));
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            close(to); // cut
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
            cut(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
