package dev.mizzen.daemon.report;

import java.time.Duration;

/** Lets one caller pass at a time and then none for a while: one a forge, shared by all sources on it. Thread-safe. */
public final class Turnstile {
    private final Duration between;
    private boolean passed;
    private long lastNanos;

    public Turnstile(Duration between) {
        this.between = between;
    }

    /** Waits for its turn. */
    public synchronized void pass() throws InterruptedException {
        if (passed) {
            long rest = between.toNanos() - (System.nanoTime() - lastNanos);
            while (rest > 0) {
                wait(rest / 1_000_000, (int) (rest % 1_000_000));
                rest = between.toNanos() - (System.nanoTime() - lastNanos);
            }
        }
        passed = true;
        lastNanos = System.nanoTime();
    }
}
