package dev.mizzen.daemon.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured, by name, in the order of the benchmark. Names end with their unit. */
public final class Figures {
    private final Map<String, Object> all = new LinkedHashMap<>();

    void put(String name, long value) {
        all.put(name, value);
    }

    void put(String name, double value, int decimals) {
        all.put(name, BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
    }

    /** In seconds, to the hundredth. */
    void seconds(String name, Duration value) {
        put(name, value.toMillis() / 1_000.0, 2);
    }

    /** In megabytes of 2^20 bytes. */
    void megabytes(String name, long bytes) {
        put(name, bytes / (double) (1 << 20), 0);
    }

    void counts(String name, Map<String, Long> counts) {
        all.put(name, new TreeMap<>(counts));
    }

    /** For a JSON object. */
    public Map<String, Object> all() {
        return all;
    }

    /** The value below which {@code percent} of the sorted values lie, by the nearest-rank method; zero of none. */
    static Duration percentile(List<Duration> values, int percent) {
        if (values.isEmpty()) {
            return Duration.ZERO;
        }
        List<Duration> sorted = new ArrayList<>(values);
        sorted.sort(null);
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(0, rank - 1));
    }
}
