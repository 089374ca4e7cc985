package dev.mizzen.daemon.approve;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who says now that something is held: a delivery about itself, a source about what left it. Thread-safe. */
final class Holders {
    private final Map<String, List<Hold>> holds = new ConcurrentHashMap<>();

    List<Hold> holds(String holder) {
        return holds.getOrDefault(holder, List.of());
    }

    /** What was held before. */
    List<Hold> replace(String holder, List<Hold> now) {
        return Optional.ofNullable(now.isEmpty() ? holds.remove(holder) : holds.put(holder, List.copyOf(now)))
                .orElse(List.of());
    }

    /** What was held before a restart counts until whom it concerns says something else. */
    void remember(Hold hold) {
        String holder = switch (hold.deletions()) {
            case Deletions.OfObjects of -> of.delivery().toString();
            case Deletions.OfDeliveries of -> of.source().toString();
        };
        holds.merge(
                holder,
                List.of(hold),
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }

    boolean anyHolds(Digest digest) {
        return holds.values().stream()
                .flatMap(List::stream)
                .anyMatch(hold -> hold.deletions().digest().equals(digest));
    }

    /** The source itself and its deliveries. */
    List<String> of(SourceName source) {
        return holds.keySet().stream()
                .filter(holder -> source(holder).equals(source))
                .toList();
    }

    Set<SourceName> sources() {
        return holds.keySet().stream().map(Holders::source).collect(Collectors.toSet());
    }

    private static SourceName source(String holder) {
        return new SourceName(holder.split("/", 2)[0]);
    }
}
