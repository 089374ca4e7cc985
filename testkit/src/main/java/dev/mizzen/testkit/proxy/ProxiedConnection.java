package dev.mizzen.testkit.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection of a client: request by request, each passed on over one connection to the server. */
final class ProxiedConnection implements AutoCloseable {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(UTF_8);

    private final FaultProxy proxy;
    private final Socket client;
    private final InputStream in;
    private final OutputStream out;
    private volatile @Nullable Socket server;
    private @Nullable InputStream answers;
    private volatile boolean watching;
    private volatile boolean ending;

    ProxiedConnection(FaultProxy proxy, Socket client) throws IOException {
        this.proxy = proxy;
        this.client = client;
        client.setTcpNoDelay(true);
        this.in = new BufferedInputStream(client.getInputStream());
        this.out = new BufferedOutputStream(client.getOutputStream());
    }

    /** Until the client goes, or the connection is cut. */
    void run() {
        try (this) {
            for (Optional<HttpMessage> head = HttpMessage.read(in); head.isPresent(); head = HttpMessage.read(in)) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                head.get().copyBody(in, body);
                ProxiedRequest request =
                        proxy.took(head.get().method(), head.get().subject());
                if (!one(request, head.get(), body.toByteArray())) {
                    return;
                }
            }
        } catch (IOException e) {
            close(); // one of both is gone; the other learns it by the end of its connection
        }
    }

    /** Whether another request may follow. */
    private boolean one(ProxiedRequest request, HttpMessage head, byte[] body) throws IOException {
        Optional<Fault.Answer> refusal = proxy.delayed(request);
        if (refusal.isPresent()) {
            refuse(request, refusal.get());
            return true;
        }
        if (!proxy.probe().before(request)) {
            return false;
        }
        HttpMessage answer = ask(proxy.addressed(head), body);
        ProxiedRequest answered = proxy.answered(request, Integer.parseInt(answer.subject()));
        if (!proxy.probe().after(answered)) {
            return false;
        }
        InputStream from = answerOf();
        return request.verb().equals("watch") ? stream(answer, from) : relay(answer, from);
    }

    private boolean relay(HttpMessage answer, InputStream from) throws IOException {
        out.write(answer.bytes());
        answer.copyBody(from, out);
        return !answer.isLast();
    }

    /** A watch ends its connection, so that nothing but its end can come from the client meanwhile. */
    private boolean stream(HttpMessage answer, InputStream from) throws IOException {
        watching = true;
        out.write(answer.with("Connection", "close").bytes());
        out.flush();
        Thread.ofVirtual().start(this::awaitGone);
        try {
            answer.copyBody(from, out);
        } catch (IOException e) {
            if (!ending) {
                throw e;
            }
            out.write(LAST_CHUNK);
            out.flush();
        }
        return false;
    }

    private void awaitGone() {
        try (this) {
            in.skip(Long.MAX_VALUE);
        } catch (IOException e) {
            closeServer(); // gone
        }
    }

    private InputStream answerOf() throws IOException {
        InputStream from = answers;
        if (from == null) {
            throw new IOException("the server is gone");
        }
        return from;
    }

    /** A server may have closed a connection that was idle: then the request is sent once more. */
    private HttpMessage ask(HttpMessage request, byte[] body) throws IOException {
        boolean fresh = server == null;
        try {
            return askOnce(request, body);
        } catch (IOException e) {
            if (fresh || client.isClosed()) {
                throw e;
            }
            closeServer();
            return askOnce(request, body);
        }
    }

    private HttpMessage askOnce(HttpMessage request, byte[] body) throws IOException {
        Socket to = server;
        if (to == null) {
            to = proxy.connect();
            server = to;
            answers = new BufferedInputStream(to.getInputStream());
        }
        OutputStream stream = to.getOutputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(request.bytes());
        message.writeBytes(body);
        stream.write(message.toByteArray());
        stream.flush();
        return HttpMessage.read(answerOf()).orElseThrow(() -> new IOException("the server closed the connection"));
    }

    private void refuse(ProxiedRequest request, Fault.Answer refusal) throws IOException {
        byte[] body = Refusals.body(request, refusal).getBytes(UTF_8);
        out.write(Refusals.head(refusal, body.length).bytes());
        out.write(body);
        out.flush();
        proxy.answered(request, refusal.status());
    }

    /** Ends the watch, if it is one, as a server does: with the last chunk. */
    void endWatch() {
        if (watching) {
            ending = true;
            closeServer();
        }
    }

    private void closeServer() {
        Socket to = server;
        server = null;
        if (to != null) {
            FaultProxy.close(to);
        }
    }

    @Override
    public void close() {
        closeServer();
        FaultProxy.close(client);
        proxy.gone(this);
    }
}
