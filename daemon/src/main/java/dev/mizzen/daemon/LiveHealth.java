package dev.mizzen.daemon;

import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers events: the many of one delivery within a tenth of a second become one look at it. */
final class LiveHealth implements AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(LiveHealth.class);

    private final Set<DeliveryId> dirty = new LinkedHashSet<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    void start(Consumer<DeliveryId> look) {
        Thread.ofVirtual().name("health").start(() -> {
            while (!stopped()) {
                take().forEach(id -> safely(look, id));
            }
        });
    }

    /** Something of the delivery changed: it is looked at soon. */
    void changed(DeliveryId id) {
        synchronized (dirty) {
            dirty.add(id);
        }
    }

    private Set<DeliveryId> take() {
        synchronized (dirty) {
            Set<DeliveryId> taken = new LinkedHashSet<>(dirty);
            dirty.clear();
            return taken;
        }
    }

    private static void safely(Consumer<DeliveryId> look, DeliveryId id) {
        try {
            look.accept(id);
        } catch (RuntimeException e) {
            LOG.error("health of {} is not up to date by a bug", id, e);
        }
    }

    private boolean stopped() {
        try {
            return stop.await(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
