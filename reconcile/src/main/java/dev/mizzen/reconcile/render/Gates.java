package dev.mizzen.reconcile.render;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread a key through at a time, so that the second finds what the first has made. Thread-safe. */
final class Gates {
    private final Map<String, Gate> gates = new HashMap<>();

    /** Waits until the caller is alone with {@code key}; leaving lets the next one through. */
    Passage enter(String key) {
        Gate gate;
        synchronized (gates) {
            gate = gates.computeIfAbsent(key, k -> new Gate());
            gate.users++;
        }
        gate.lock.lock();
        return () -> leave(key, gate);
    }

    private void leave(String key, Gate gate) {
        gate.lock.unlock();
        synchronized (gates) {
            gate.users--;
            if (gate.users == 0) {
                gates.remove(key);
            }
        }
    }

    /** Held while one is alone with a key. */
    @FunctionalInterface
    interface Passage {
        void leave();
    }

    private static final class Gate {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }
}
