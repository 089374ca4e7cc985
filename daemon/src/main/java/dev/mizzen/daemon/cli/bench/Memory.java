package dev.mizzen.daemon.cli.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The most resident memory that a process and its children had, by looking ten times a second. Thread-safe. */
final class Memory {
    private static final Duration LOOK = Duration.ofMillis(100);

    private long most;
    private long mostOfChildren;
    private @Nullable Thread looking;

    synchronized void follow(Child child) {
        unfollow();
        looking = Thread.ofVirtual().name("memory").start(() -> {
            try {
                while (true) {
                    look(child.rss(), child.childrensRss());
                    Thread.sleep(LOOK);
                }
            } catch (InterruptedException e) {
                // that was enough
            }
        });
    }

    synchronized void unfollow() {
        if (looking != null) {
            looking.interrupt();
            looking = null;
        }
    }

    private synchronized void look(long now, long ofChildren) {
        most = Math.max(most, now);
        mostOfChildren = Math.max(mostOfChildren, ofChildren);
    }

    /** Bytes. */
    synchronized long most() {
        return most;
    }

    /** Bytes, of all children together. */
    synchronized long mostOfChildren() {
        return mostOfChildren;
    }
}
