package dev.mizzen.reconcile.define;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The results that were used last, bounded by their number and by their weight in all. Thread-safe. */
public final class Recent<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int mostEntries;
    private final long mostWeight;
    private final ToLongFunction<V> weigher;
    private long weight;

    /**
     * @param mostWeight in the unit of {@code weigher}
     * @param weigher gives the same weight each time it is asked about a value
     */
    public Recent(int mostEntries, long mostWeight, ToLongFunction<V> weigher) {
        this.mostEntries = mostEntries;
        this.mostWeight = mostWeight;
        this.weigher = weigher;
    }

    public synchronized Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    public synchronized void remove(K key) {
        V old = entries.remove(key);
        weight -= old == null ? 0 : weigher.applyAsLong(old);
    }

    /** Keeps {@code value}, and forgets what was used longest ago until the bounds hold; that may be {@code value} itself. */
    public synchronized void put(K key, V value) {
        V old = entries.put(key, value);
        weight += weigher.applyAsLong(value) - (old == null ? 0 : weigher.applyAsLong(old));
        while (entries.size() > mostEntries || weight > mostWeight) {
            Map.Entry<K, V> eldest = entries.entrySet().iterator().next();
            weight -= weigher.applyAsLong(eldest.getValue());
            entries.remove(eldest.getKey());
        }
    }
}
