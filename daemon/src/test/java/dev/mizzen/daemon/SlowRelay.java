package dev.mizzen.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP way to an API server whose answers can be late, be kept back, or whose door can be shut. What was under way when
 * the mode changes stays so; each connection lives until an end closes it or the door is shut.
 */
final class SlowRelay implements AutoCloseable {
    /** How the way is now. */
    sealed interface Mode {
        /** As if it were not there. */
        record Open() implements Mode {}

        /** Each answer comes so much later; nothing is lost and many are under way at once. */
        record Late(Duration by) implements Mode {}

        /** Connections are taken and requests swallowed; nothing is ever answered. */
        record Silent() implements Mode {}

        /** Connections are cut, and so are new ones at once: a port that is given back may be somebody else's meanwhile. */
        record Shut() implements Mode {}
    }

    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    private final InetSocketAddress target;
    private final int port;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile Mode mode = new Mode.Open();
    private final ServerSocket entrance;

    SlowRelay(URI server) throws IOException {
        target = new InetSocketAddress(server.getHost(), server.getPort());
        entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        port = entrance.getLocalPort();
        accept(entrance);
    }

    /** A kubeconfig as {@code original}, in {@code folder}, that leads through here. */
    Path kubeconfig(Path original, Path folder) throws IOException {
        String text = Files.readString(original).replace("127.0.0.1:" + target.getPort(), "127.0.0.1:" + port);
        return Files.writeString(folder.resolve("kubeconfig-" + port), text);
    }

    void mode(Mode next) {
        mode = next;
        if (next instanceof Mode.Shut) {
            sockets.forEach(SlowRelay::close);
            sockets.clear();
        }
    }

    private void accept(ServerSocket door) {
        Thread.ofVirtual().name("relay-" + port).start(() -> {
            while (!door.isClosed()) {
                try {
                    Socket in = door.accept();
                    if (mode instanceof Mode.Shut) {
                        in.close();
                        continue;
                    }
                    Socket out = new Socket(target.getAddress(), target.getPort());
                    in.setTcpNoDelay(true);
                    out.setTcpNoDelay(true);
                    sockets.add(in);
                    sockets.add(out);
                    Thread.ofVirtual().start(() -> forth(in, out));
                    BlockingQueue<Chunk> late = new LinkedBlockingQueue<>();
                    Thread.ofVirtual().start(() -> read(out, late));
                    Thread.ofVirtual().start(() -> write(in, out, late));
                } catch (IOException e) {
                    if (!door.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
    }

    private static void forth(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            close(to); // an end is gone
        }
    }

    private void read(Socket server, BlockingQueue<Chunk> late) {
        byte[] buffer = new byte[16_384];
        try (server) {
            InputStream in = server.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                switch (mode) {
                    case Mode.Open ignored ->
                        late.add(new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, n)), System.nanoTime()));
                    case Mode.Late l ->
                        late.add(new Chunk(
                                ByteBuffer.wrap(Arrays.copyOf(buffer, n)), System.nanoTime() + l.by().toNanos()));
                    case Mode.Silent ignored -> {}
                    case Mode.Shut ignored -> {}
                }
            }
        } catch (IOException e) {
            close(server); // an end is gone
        }
        late.add(new Chunk(ByteBuffer.allocate(0), System.nanoTime()));
    }

    private static void write(Socket client, Socket server, BlockingQueue<Chunk> late) {
        try (client;
                server) {
            OutputStream out = client.getOutputStream();
            for (Chunk chunk = late.take(); chunk.bytes().hasRemaining(); chunk = late.take()) {
                TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
                out.write(chunk.bytes().array());
                out.flush();
            }
        } catch (IOException e) {
            close(server); // an end is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
    public void close() throws IOException {
        entrance.close();
        mode(new Mode.Shut());
    }
}
