package dev.mizzen.reconcile.artifact;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code mizzen.lock} says: each artifact that the application asks for, and what is meant by it. */
public record Lock(SortedMap<Wanted, Pin> pins) {
    private static final Comparator<Wanted> ORDER = Comparator.comparing(Wanted::text);

    /** Nothing is locked. */
    public static final Lock EMPTY = Lock.of(Map.of());

    /** Sorted by what is asked for. */
    public static Lock of(Map<Wanted, Pin> pins) {
        SortedMap<Wanted, Pin> sorted = new TreeMap<>(ORDER);
        sorted.putAll(pins);
        return new Lock(java.util.Collections.unmodifiableSortedMap(sorted));
    }

    public Optional<Pin> find(Wanted wanted) {
        return Optional.ofNullable(pins.get(wanted));
    }
}
