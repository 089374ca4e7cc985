package dev.mizzen.reconcile.apply;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** A whole answer in memory, up to a limit; what is above it is not read. */
final class Collected implements AsyncBody.Consumer<List<ByteBuffer>> {
    private final int limitBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean overflowed;

    Collected(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body) {
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + buffer.remaining() > limitBytes) {
                overflowed = true;
                body.cancel();
                return;
            }
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
        }
        body.consume();
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    boolean overflowed() {
        return overflowed;
    }
}
