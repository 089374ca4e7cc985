package dev.mizzen.daemon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Storms of triggers, ends of runs and time, at random, against what must always hold. The name of a case is the seed that
 * repeats it.
 */
class SchedulePropertiesTest {
    private static final int HISTORIES = 300;
    private static final int STEPS = 400;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    static List<Long> seeds() {
        return new Random(20261122).longs(HISTORIES).boxed().toList();
    }

    private final List<Obstacle> obstacles = List.of(
            new Obstacle.Busy(),
            new Obstacle.Busy(Duration.ofSeconds(7)),
            new Obstacle.NotReady(),
            new Obstacle.Dependency(),
            new Obstacle.Denied(),
            new Obstacle.Claims(),
            new Obstacle.Unreachable(new ClusterName("one")),
            new Obstacle.Bug());

    /** What the history says must be so, kept in the plainest way. */
    private static final class Model {
        final Map<DeliveryId, Lane> running = new HashMap<>();
        /** Lane of the newest trigger. */
        final Map<DeliveryId, Lane> lanes = new HashMap<>();
        /** Triggered since its last run began. */
        final Set<DeliveryId> wanted = new HashSet<>();
        /** Its last run is to be made again, at the latest then. */
        final Map<DeliveryId, Instant> again = new HashMap<>();

        long runsIn(Lane lane) {
            return running.values().stream().filter(lane::equals).count();
        }
    }

    private Random random = new Random();
    private Instant now = NOON;
    private Model model = new Model();
    private int places;
    private int lanePlaces;
    private List<DeliveryId> ids = List.of();
    private List<Lane> lanes = List.of();

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappens(long seed) {
        random = new Random(seed);
        begin();
        Schedule schedule = new Schedule(Pace::of, new Lanes(places, lanePlaces), random);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> offer(schedule);
                case 4, 5, 6 -> start(schedule);
                case 7, 8 -> finish(schedule);
                default -> now = now.plusMillis(random.nextInt(20_000));
            }
            holds(schedule);
        }
        settlesInTheEnd(schedule);
    }

    private void begin() {
        now = NOON;
        model = new Model();
        lanePlaces = 1 + random.nextInt(8);
        places = lanePlaces * (1 + random.nextInt(6));
        ids = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            ids.add(DeliveryId.parse("s" + random.nextInt(4) + "/e" + random.nextInt(3) + "/a" + i));
        }
        lanes = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            lanes.add(new Lane.To(Set.of(new ClusterName("c" + i))));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void offer(Schedule schedule) {
        DeliveryId id = any(ids);
        // Most deliveries stay where they are; some are placed elsewhere.
        Lane lane = random.nextInt(10) == 0 ? any(lanes) : lanes.get(Math.floorMod(id.hashCode(), lanes.size()));
        schedule.offer(id, lane, any(List.of(Urgency.values())), now);
        model.wanted.add(id);
        model.lanes.put(id, lane);
    }

    private Optional<DeliveryId> start(Schedule schedule) {
        Optional<Schedule.Start> start = schedule.next(now);
        start.ifPresent(s -> {
            DeliveryId id = s.id();
            assertThat(model.running).as("never two runs of one delivery").doesNotContainKey(id);
            assertThat(model.wanted.contains(id) || model.again.containsKey(id))
                    .as("%s runs for a trigger or a try that was due", id)
                    .isTrue();
            assertThat(s.waited().isNegative()).isFalse();
            model.running.put(id, model.lanes.getOrDefault(id, lanes.getFirst()));
            model.wanted.remove(id);
            model.again.remove(id);
        });
        return start.map(Schedule.Start::id);
    }

    private void finish(Schedule schedule) {
        if (model.running.isEmpty()) {
            return;
        }
        DeliveryId id = any(model.running.keySet().stream().sorted().toList());
        if (random.nextInt(3) == 0) {
            List<Obstacle> met = List.of(any(obstacles), any(obstacles));
            schedule.finished(id, new Next.Again(met), now);
            model.again.put(id, now.plus(Duration.ofMinutes(10)));
        } else {
            schedule.finished(id, new Next.Settled(), now);
        }
        model.running.remove(id);
    }

    private void holds(Schedule schedule) {
        assertThat(model.running.size()).isLessThanOrEqualTo(places);
        for (Lane lane : lanes) {
            assertThat(model.runsIn(lane)).as("no lane above its share").isLessThanOrEqualTo(lanePlaces);
        }
        for (DeliveryId id : ids) {
            boolean known = model.running.containsKey(id) || schedule.knows(id);
            assertThat(known || !(model.wanted.contains(id) || model.again.containsKey(id)))
                    .as("what is wanted is never lost: %s", id)
                    .isTrue();
            schedule.pending(id)
                    .ifPresent(pending -> assertThat(pending.at())
                            .as("%s is tried again in time", id)
                            .isBeforeOrEqualTo(model.again.getOrDefault(id, Instant.MIN)));
        }
    }

    /** With nothing new, everything that was wanted runs within ten minutes of waiting, once, and then all is quiet. */
    private void settlesInTheEnd(Schedule schedule) {
        Map<DeliveryId, Integer> runs = new HashMap<>();
        Set<DeliveryId> due = new HashSet<>(model.wanted);
        due.addAll(model.again.keySet());
        for (DeliveryId id : List.copyOf(model.running.keySet())) {
            schedule.finished(id, new Next.Settled(), now);
            model.running.remove(id);
        }
        Instant end = now.plus(Duration.ofMinutes(10));
        while (!now.isAfter(end)) {
            for (var id = start(schedule); id.isPresent(); id = start(schedule)) {
                runs.merge(id.get(), 1, Integer::sum);
                schedule.finished(id.get(), new Next.Settled(), now);
                model.running.remove(id.get());
            }
            now = schedule.wake().orElse(end.plusSeconds(1));
        }
        assertThat(runs.keySet()).isEqualTo(due);
        assertThat(runs.values()).allMatch(count -> count == 1);
        assertThat(schedule.depth()).isZero();
        assertThat(ids).noneMatch(schedule::knows);
    }

    /** While places are free, nobody who may start waits for more turns than there are lanes and sources. */
    @ParameterizedTest
    @MethodSource("seeds")
    void turnsAreFair(long seed) {
        random = new Random(seed);
        begin();
        lanePlaces = 16;
        places = 256;
        Schedule schedule = new Schedule(Pace::of, new Lanes(places, lanePlaces), random);
        int sources = 1 + random.nextInt(5);
        Map<DeliveryId, Lane> where = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            // Very uneven: the first source and the first lane have most of it.
            int source = random.nextInt(4) == 0 ? random.nextInt(sources) : 0;
            Lane lane = random.nextInt(4) == 0 ? any(lanes) : lanes.getFirst();
            DeliveryId id = DeliveryId.parse("s" + source + "/e/a" + i);
            where.put(id, lane);
            schedule.offer(id, lane, Urgency.RESET, now);
        }
        Map<List<Object>, Integer> waited = new HashMap<>();
        for (var start = schedule.next(now); start.isPresent(); start = schedule.next(now)) {
            DeliveryId id = start.get().id();
            schedule.finished(id, new Next.Settled(), now); // at once: no place is the reason to wait
            List<Object> turn = turn(id, where);
            where.remove(id);
            waited.merge(turn, 0, (a, b) -> 0);
            where.keySet().stream().map(other -> turn(other, where)).distinct().forEach(other -> {
                if (!other.equals(turn)) {
                    assertThat(waited.merge(other, 1, Integer::sum))
                            .as("turns that %s waits", other)
                            .isLessThanOrEqualTo(lanes.size() * sources);
                }
            });
        }
        assertThat(where).isEmpty();
    }

    private static List<Object> turn(DeliveryId id, Map<DeliveryId, Lane> where) {
        SourceName source = id.source();
        return List.of(source, where.getOrDefault(id, Lane.of(id)));
    }
}
