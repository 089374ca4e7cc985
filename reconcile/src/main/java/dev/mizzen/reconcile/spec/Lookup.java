package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import java.util.Map;
import java.util.Optional;

/** What is remembered of a look at a path of a snapshot: an object id, or one of the words of this class. Pure. */
public final class Lookup {
    /** Nothing was there. */
    public static final String ABSENT = "absent";
    /** A directory was there, and what it holds was not asked for. */
    public static final String DIRECTORY = "directory";

    private Lookup() {}

    /** Whether another snapshot would have given the same answers. */
    public static boolean hold(Map<String, String> looks, Snapshot snapshot) {
        return looks.entrySet().stream().allMatch(look -> holds(look.getValue(), snapshot.entry(look.getKey())));
    }

    static boolean holds(String found, Optional<Entry> now) {
        return found.equals(DIRECTORY)
                ? now.filter(Entry.Directory.class::isInstance).isPresent()
                : found.equals(now.map(Entry::id).orElse(ABSENT));
    }
}
