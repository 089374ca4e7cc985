package dev.mizzen.reconcile.define;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The versions of one definition. Those of numbers come in the order of the numbers, and after all others. */
final class Versions {
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,30}){0,5}");
    private static final Pattern PART = Pattern.compile("\\.");
    /** The lower version first. */
    static final Comparator<String> ORDER = Versions::compare;

    private final TreeMap<String, Definition> byVersion = new TreeMap<>(ORDER);

    /** Empty if it is the first of its version, else that one. */
    Optional<Definition> add(Definition definition) {
        return Optional.ofNullable(byVersion.putIfAbsent(definition.version(), definition));
    }

    /** Exactly this version; where that is not there and {@code latest} is asked for, the highest that begins with it. */
    Optional<Definition> find(String version, boolean latest) {
        Definition exact = byVersion.get(version);
        if (exact != null || !latest) {
            return Optional.ofNullable(exact);
        }
        return byVersion.descendingMap().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(version + "."))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static int compare(String a, String b) {
        boolean ofNumbers = NUMBERS.matcher(a).matches();
        if (ofNumbers != NUMBERS.matcher(b).matches()) {
            return ofNumbers ? 1 : -1;
        }
        if (!ofNumbers) {
            return a.compareTo(b);
        }
        List<BigInteger> x = numbers(a);
        List<BigInteger> y = numbers(b);
        for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
            int order = x.get(i).compareTo(y.get(i));
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(x.size(), y.size());
        return order == 0 ? a.compareTo(b) : order;
    }

    private static List<BigInteger> numbers(String version) {
        return PART.splitAsStream(version).map(BigInteger::new).toList();
    }
}
