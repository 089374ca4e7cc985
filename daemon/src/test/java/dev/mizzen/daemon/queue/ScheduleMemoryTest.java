package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ten thousand deliveries that are offered at once cost, beside their ids, which others hold anyway. */
class ScheduleMemoryTest {
    private static final int DELIVERIES = 10_000;
    private static final int CLUSTERS = 100;
    /** Of the same schedule, so that what else is in the heap does not matter. */
    private static final int COPIES = 10;

    private static final long MOST_BYTES_EACH = 400;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void tenThousandAtOnceAreAFewMegabytes() {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < CLUSTERS; i++) {
            lanes.add(new Lane.To(Set.of(new ClusterName("c" + i))));
        }
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            ids.add(DeliveryId.parse("s" + i % 10 + "/e" + i % 7 + "/app-" + i));
        }
        List<Schedule> copies = new ArrayList<>();
        long empty = used();
        for (int copy = 0; copy < COPIES; copy++) {
            Schedule schedule = new Schedule(Pace::of, new Lanes(256, 16), new Middle());
            copies.add(schedule);
            for (int i = 0; i < DELIVERIES; i++) {
                schedule.offer(ids.get(i), lanes.get(i % CLUSTERS), Urgency.RESET, NOON);
            }
        }
        long due = (used() - empty) / COPIES;
        for (Schedule schedule : copies) {
            for (var start = schedule.next(NOON); start.isPresent(); start = schedule.next(NOON)) {
                schedule.finished(start.get().id(), Next.Again.after(new Obstacle.Busy()), NOON);
            }
            assertThat(schedule.waiting()).containsEntry("busy", DELIVERIES);
        }
        long waiting = (used() - empty) / COPIES;
        assertThat(copies).as("all are still there").hasSize(COPIES);
        System.out.printf(
                "FIGURES %,d deliveries: due %,d kB, waiting to be tried again %,d kB%n",
                DELIVERIES, due / 1024, waiting / 1024);
        assertThat(due / DELIVERIES).isLessThan(MOST_BYTES_EACH);
        assertThat(waiting / DELIVERIES).isLessThan(MOST_BYTES_EACH);
    }

    private static long used() {
        var heap = ManagementFactory.getMemoryMXBean();
        heap.gc();
        heap.gc();
        return heap.getHeapMemoryUsage().getUsed();
    }
}
