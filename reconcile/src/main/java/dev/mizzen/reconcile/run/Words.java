package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Health;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lists and states for people. */
final class Words {
    private static final int NAMED = 5;

    private Words() {}

    /** The first few, and how many more there are. */
    static String some(Collection<?> all) {
        String first = all.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
    }

    /** As {@code progressing, 1 of 2 pods are ready}. */
    static String health(Health health) {
        String state = health.state().name().toLowerCase(Locale.ROOT);
        return health.message().isEmpty() ? state : state + ", " + health.message();
    }
}
