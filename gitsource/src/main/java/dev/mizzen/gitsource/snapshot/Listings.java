package dev.mizzen.gitsource.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What lies in the trees that were read last, by object id: a tree never changes, so commits that share one share its
 * listing. Holds at most {@value #MOST_ITEMS} items in all. Thread-safe.
 */
public final class Listings {
    /** About 20 MB. */
    static final int MOST_ITEMS = 100_000;

    private final SequencedMap<String, Map<String, Item>> byTree = new LinkedHashMap<>(16, 0.75f, true);
    private int items;

    /** One entry of a tree; {@code id} is the object id, hexadecimal. */
    record Item(Node.Kind kind, String id) {}

    synchronized Optional<Map<String, Item>> find(String tree) {
        return Optional.ofNullable(byTree.get(tree));
    }

    /** Keeps a listing by name, unless it alone is more than all may be. */
    synchronized void keep(String tree, Map<String, Item> listing) {
        if (listing.size() > MOST_ITEMS || byTree.put(tree, listing) != null) {
            return;
        }
        items += listing.size();
        while (items > MOST_ITEMS) {
            items -= byTree.pollFirstEntry().getValue().size();
        }
    }
}
