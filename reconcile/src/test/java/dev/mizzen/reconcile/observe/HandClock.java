package dev.mizzen.reconcile.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.Queue;

/** A clock, and a timer by it, that go on by hand. */
final class HandClock extends Clock implements ProgressDeadlines.Timer {
    private record Task(Instant when, Runnable run) {}

    private final Queue<Task> tasks = new PriorityQueue<>((a, b) -> a.when().compareTo(b.when()));
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    void forward(Duration by) {
        now = now.plus(by);
        while (!tasks.isEmpty() && !tasks.element().when().isAfter(now)) {
            tasks.remove().run().run();
        }
    }

    @Override
    public void at(Instant when, Runnable task) {
        tasks.add(new Task(when, task));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
