package dev.mizzen.gitsource.mirror;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** What one update may still cost: bytes received and time; whoever asks for more gets {@link Exceeded}. */
final class Budget extends EmptyProgressMonitor {
    /** The update needed more than it may. */
    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1L;

        /** Which limit it was. */
        enum Limit {
            SIZE,
            TIME
        }

        private final Limit limit;

        private Exceeded(Limit limit) {
            super("over the limit of " + limit);
            this.limit = limit;
        }

        Limit limit() {
            return limit;
        }
    }

    private final Clock clock;
    private final Instant end;
    private long bytesLeft;

    /** Time runs from now on; no bytes may be received before {@link #allow}. */
    Budget(Clock clock, Limits limits) {
        this.clock = clock;
        this.end = clock.instant().plus(limits.fetch());
    }

    void allow(long bytes) {
        bytesLeft = Math.max(0, bytes);
    }

    /** {@code in}, which fails where the time ends. */
    InputStream timed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                checkTime();
                return super.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                checkTime();
                return super.read(into, offset, length);
            }
        };
    }

    /** {@code in}, which fails where the bytes or the time end. */
    InputStream metered(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int next = super.read();
                spend(next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                spend(Math.max(count, 0));
                return count;
            }
        };
    }

    long bytesLeft() {
        return bytesLeft;
    }

    boolean isOutOfTime() {
        return clock.instant().isAfter(end);
    }

    @Override
    public boolean isCancelled() {
        return isOutOfTime();
    }

    private void spend(int bytes) throws Exceeded {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw new Exceeded(Exceeded.Limit.SIZE);
        }
        checkTime();
    }

    private void checkTime() throws Exceeded {
        if (isOutOfTime()) {
            throw new Exceeded(Exceeded.Limit.TIME);
        }
    }
}
