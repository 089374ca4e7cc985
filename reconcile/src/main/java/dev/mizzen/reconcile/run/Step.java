package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run does on one cluster. All but its work is done under the lock of {@link Stragglers}. */
final class Step implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Step.class);

    final DeliveryId delivery;
    final ClusterName cluster;
    private final Callable<Part> work;
    private final Stragglers stragglers;
    private final long begin = System.nanoTime();
    private volatile @Nullable Thread thread;
    private @Nullable Part part;
    private @Nullable Exception failure;
    private boolean ended;
    private boolean left;
    private Duration took = Duration.ZERO;

    Step(DeliveryId delivery, ClusterName cluster, Callable<Part> work, Stragglers stragglers) {
        this.delivery = delivery;
        this.cluster = cluster;
        this.work = work;
        this.stragglers = stragglers;
    }

    void start() {
        thread = Thread.ofVirtual().name("on-" + cluster + "-" + delivery).start(this);
    }

    @Override
    public void run() {
        Part done = null;
        Exception failed = null;
        try {
            done = work.call();
        } catch (Exception e) {
            failed = e;
        }
        stragglers.end(this, done, failed);
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    void end(@Nullable Part done, @Nullable Exception failed) {
        part = done;
        failure = failed;
        ended = true;
        took = Duration.ofNanos(System.nanoTime() - begin);
        if (left && failed instanceof RuntimeException) {
            LOG.error("{}: a step on cluster {} failed by a bug of ours", delivery, cluster, failed);
        }
    }

    /** From now on nobody waits for it. */
    void leave() {
        left = true;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isLeft() {
        return left;
    }

    /** Whether it has ended and was more than a look: others that are at work may be measured by it. */
    boolean isDone() {
        return ended && !(part instanceof Part.Stopped);
    }

    Duration took() {
        return took;
    }

    /** Of one that has ended. */
    Part result() throws Rejected, InterruptedException {
        if (part != null) {
            return part;
        }
        if (failure instanceof Rejected rejected) {
            throw rejected;
        }
        if (failure instanceof InterruptedException stopped) {
            throw stopped;
        }
        throw new IllegalStateException("a step failed by a bug of ours", failure);
    }
}
