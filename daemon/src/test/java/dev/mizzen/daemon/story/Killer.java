package dev.mizzen.daemon.story;

import dev.mizzen.testkit.proxy.Probe;
import dev.mizzen.testkit.proxy.ProxiedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Kills the daemon at each of some points and starts it again, beside a play. */
final class Killer implements AutoCloseable {
    /** A request that does not come is waited for no longer than this. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final long MOST_MILLIS_DEAD = 800;

    private final World world;
    private final List<KillPoint> points;
    private final RandomGenerator random;
    private final List<String> hits = new ArrayList<>();
    private final AtomicLong requests = new AtomicLong();
    private final Thread thread;
    private volatile KillPoint.@Nullable AtRequest awaited;
    private volatile CountDownLatch met = new CountDownLatch(1);
    private volatile boolean over;

    Killer(World world, List<KillPoint> points, RandomGenerator random) {
        this.world = world;
        this.points = points;
        this.random = random;
        this.thread = Thread.ofVirtual().name("killer").unstarted(this::run);
    }

    /** From now on the daemon, which runs, is not safe any more. */
    void start() {
        world.clusters().names().forEach(name -> world.clusters().proxy(name).probe(new AtCount()));
        thread.start();
    }

    private void run() {
        for (KillPoint point : points) {
            switch (point) {
                case KillPoint.AtTime time -> pause(time.after().toMillis());
                case KillPoint.AtRequest request -> await(request);
            }
            if (over) {
                return;
            }
            if (met.getCount() > 0) {
                hit(point.toString());
            }
            pause(random.nextLong(MOST_MILLIS_DEAD));
            met = new CountDownLatch(1);
            requests.set(0);
            world.daemon().launch();
        }
    }

    /** The proxy's thread kills; if the request does not come, this one does. */
    private void await(KillPoint.AtRequest request) {
        awaited = request;
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            boolean killed = false;
            while (!over && !killed && System.nanoTime() < end) {
                killed = met.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaited = null;
    }

    private void pause(long millis) {
        try {
            long end = System.nanoTime() + millis * 1_000_000;
            while (!over && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(20, millis)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void hit(String where) {
        world.daemon().kill();
        hits.add(where);
    }

    /** Where the daemon was killed so far. */
    synchronized List<String> hits() {
        return List.copyOf(hits);
    }

    /** Kills no more; the daemon runs when this returns. */
    @Override
    public void close() {
        over = true;
        world.clusters().names().forEach(name -> world.clusters().proxy(name).probe(Probe.NONE));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        world.daemon().start();
    }

    private final class AtCount implements Probe {
        @Override
        public boolean before(ProxiedRequest request) {
            KillPoint.AtRequest point = awaited;
            boolean now = requests.incrementAndGet() == (point == null ? -1 : point.number());
            return !(now && point != null && !point.answered() && kill("before ", request));
        }

        @Override
        public boolean after(ProxiedRequest request) {
            KillPoint.AtRequest point = awaited;
            boolean now = requests.get() >= (point == null ? Long.MAX_VALUE : point.number());
            return !(now && point != null && point.answered() && kill("after ", request));
        }

        private boolean kill(String when, ProxiedRequest request) {
            if (met.getCount() == 0) {
                return false;
            }
            awaited = null;
            hit(when + request.verb() + " " + request.path());
            met.countDown();
            return true;
        }
    }
}
