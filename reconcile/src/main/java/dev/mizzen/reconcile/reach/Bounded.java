package dev.mizzen.reconcile.reach;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends with {@link TooLarge} where it has more than so many bytes. */
final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
        super(in);
        this.left = most;
    }

    /** There were more bytes than allowed. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        return count(read < 0 ? -1 : 1) < 0 ? -1 : read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return count(super.read(buffer, offset, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int count(int read) throws TooLarge {
        left -= Math.max(read, 0);
        if (left < 0) {
            throw new TooLarge();
        }
        return read;
    }
}
