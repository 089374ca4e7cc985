package dev.mizzen.daemon.queue;

import java.util.random.RandomGenerator;

/** Always the middle: no jitter. */
final class Middle implements RandomGenerator {
    @Override
    public long nextLong() {
        return 1L << 63;
    }

    @Override
    public double nextDouble() {
        return 0.5;
    }
}
