package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A watch: JSON lines as they come. One thread reads; any thread may close. At most one chunk is buffered beyond the
 * current line, so a slow reader slows the server and not our memory.
 */
public final class WatchStream implements AutoCloseable, AsyncBody.Consumer<List<ByteBuffer>> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] END = new byte[0];

    private final ClusterName cluster;
    private final Duration idle;
    private final int lineLimitBytes;
    private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] chunk = END;
    private int position;
    private boolean ended;
    private volatile boolean closed;
    private volatile @Nullable Throwable broken;
    private volatile @Nullable AsyncBody body;

    WatchStream(ClusterName cluster, Duration idle, int lineLimitBytes) {
        this.cluster = cluster;
        this.idle = idle;
        this.lineLimitBytes = lineLimitBytes;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the end, also a bad one, reaches the reader through the queue
    void opened(AsyncBody opened) {
        body = opened;
        opened.done().whenComplete((ignored, thrown) -> {
            broken = thrown;
            chunks.add(END);
        });
        opened.consume();
    }

    /** For the HTTP client only. */
    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            joined.writeBytes(bytes);
        }
        if (joined.size() > 0) {
            chunks.add(joined.toByteArray());
        } else {
            from.consume();
        }
    }

    /**
     * Waits for the next event.
     *
     * @return null when the server ended the watch, as it does every few minutes, or when it was closed here
     * @throws ApiException {@link Failure.Expired} if the watch must begin anew with a list; {@link Failure.Unreachable}
     *     if the connection broke or said nothing for too long
     */
    public @Nullable WatchEvent next() throws ApiException {
        byte @Nullable [] text = nextLine();
        if (text == null) {
            return null;
        }
        JsonNode event = parse(text);
        JsonNode object = event.path("object");
        return switch (event.path("type").asString("")) {
            case "ADDED" -> new WatchEvent(WatchEvent.Type.ADDED, object);
            case "MODIFIED" -> new WatchEvent(WatchEvent.Type.MODIFIED, object);
            case "DELETED" -> new WatchEvent(WatchEvent.Type.DELETED, object);
            case "BOOKMARK" -> new WatchEvent(WatchEvent.Type.BOOKMARK, object);
            default -> throw failure(FailureTable.of(object.path("code").asInt(500), object));
        };
    }

    private JsonNode parse(byte[] text) throws ApiException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw failure(new Failure.Broken(200, "a line of a watch is no JSON"));
        }
    }

    private byte @Nullable [] nextLine() throws ApiException {
        while (true) {
            for (int i = position; i < chunk.length; i++) {
                if (chunk[i] == '\n') {
                    line.write(chunk, position, i - position);
                    position = i + 1;
                    byte[] whole = line.toByteArray();
                    line.reset();
                    if (whole.length > 0) {
                        return whole;
                    }
                }
            }
            line.write(chunk, position, chunk.length - position);
            if (line.size() > lineLimitBytes) {
                throw failure(new Failure.Refused(200, "a watch event has more than " + lineLimitBytes + " bytes"));
            }
            if (!nextChunk()) {
                return null;
            }
        }
    }

    private boolean nextChunk() throws ApiException {
        position = 0;
        AsyncBody from = body;
        if (chunk.length > 0 && from != null) {
            from.consume();
        }
        chunk = END;
        if (ended) {
            return false;
        }
        byte @Nullable [] next = poll();
        if (next == null) {
            throw failure(new Failure.Unreachable("a watch said nothing for " + idle.toSeconds() + " s"));
        }
        chunk = next;
        ended = next.length == 0;
        Throwable cause = broken;
        if (ended && cause != null && !closed) {
            throw failure(new Failure.Unreachable("a watch broke: " + cause.getMessage()));
        }
        return !ended;
    }

    private byte @Nullable [] poll() throws ApiException {
        try {
            return chunks.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(new Failure.Busy("stopped while waiting"));
        }
    }

    /** All that is left, for an answer that is no stream. */
    byte[] remaining() throws ApiException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (nextChunk()) {
            all.writeBytes(chunk);
            if (all.size() > lineLimitBytes) {
                return END;
            }
        }
        return all.toByteArray();
    }

    private ApiException failure(Failure failure) {
        return new ApiException(cluster, failure);
    }

    /** Ends the watch; a reader that waits gets null. */
    @Override
    public void close() {
        closed = true;
        AsyncBody from = body;
        if (from != null) {
            from.cancel();
        }
        chunks.add(END);
    }
}
