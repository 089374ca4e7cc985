package dev.mizzen.reconcile.run;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists for people. */
final class Words {
    private static final int NAMED = 5;

    private Words() {}

    /** The first few, and how many more there are. */
    static String some(Collection<?> all) {
        String first = all.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
    }
}
