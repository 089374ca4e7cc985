package dev.mizzen.daemon.queue;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deliveries that may start, in turns: first between sources, then between the environments of a source, first come
 * first served within an environment. Not thread-safe.
 */
final class Lanes {
    private record Arrival(DeliveryId id, long number) {}

    private final int share;
    private final Map<SourceName, Map<EnvironmentName, ArrayDeque<Arrival>>> waiting = new LinkedHashMap<>();
    private final Map<SourceName, Map<EnvironmentName, Integer>> running = new HashMap<>();
    private int size;
    private long arrivals;

    Lanes(int share) {
        this.share = share;
    }

    void add(DeliveryId id) {
        waiting.computeIfAbsent(id.source(), key -> new LinkedHashMap<>())
                .computeIfAbsent(id.environment(), key -> new ArrayDeque<>())
                .add(new Arrival(id, arrivals++));
        size++;
    }

    /** The delivery whose turn it is; it holds a place in its lane until {@link #release}. */
    Optional<DeliveryId> take() {
        for (SourceName source : waiting.keySet()) {
            Map<EnvironmentName, ArrayDeque<Arrival>> lanes = waiting.getOrDefault(source, Map.of());
            for (EnvironmentName environment : lanes.keySet()) {
                if (runs(source, environment) < share) {
                    return Optional.of(takeFrom(source, environment, lanes));
                }
            }
        }
        return Optional.empty();
    }

    private DeliveryId takeFrom(
            SourceName source, EnvironmentName environment, Map<EnvironmentName, ArrayDeque<Arrival>> lanes) {
        ArrayDeque<Arrival> lane = lanes.remove(environment);
        if (lane == null) {
            throw new IllegalStateException("no lane " + source + "/" + environment);
        }
        DeliveryId id = lane.remove().id();
        waiting.remove(source);
        if (!lane.isEmpty()) {
            lanes.put(environment, lane);
        }
        if (!lanes.isEmpty()) {
            waiting.put(source, lanes);
        }
        size--;
        running.computeIfAbsent(source, key -> new HashMap<>()).merge(environment, 1, Integer::sum);
        return id;
    }

    void release(DeliveryId id) {
        running.computeIfPresent(id.source(), (key, lanes) -> {
            lanes.computeIfPresent(id.environment(), (lane, runs) -> runs > 1 ? runs - 1 : null);
            return lanes.isEmpty() ? null : lanes;
        });
    }

    private int runs(SourceName source, EnvironmentName environment) {
        return running.getOrDefault(source, Map.of()).getOrDefault(environment, 0);
    }

    int size() {
        return size;
    }

    Optional<DeliveryId> oldest() {
        return waiting.values().stream()
                .flatMap(lanes -> lanes.values().stream())
                .flatMap(lane -> Stream.of(lane.getFirst()))
                .min(Comparator.comparingLong(Arrival::number))
                .map(Arrival::id);
    }
}
