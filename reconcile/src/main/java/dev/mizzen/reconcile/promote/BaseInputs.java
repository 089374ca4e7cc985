package dev.mizzen.reconcile.promote;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the base of a delivery is made of: files and directories of its source, overlays and environments not counted.
 *
 * @param paths sorted, relative to the source's path
 */
public record BaseInputs(List<String> paths) {
    private static final String DEFINITIONS = "definitions";
    private static final String ABSENT = "absent";

    /** Keeps the list as it is now. */
    public BaseInputs {
        paths = List.copyOf(paths);
    }

    /** Where all of the repository counts, each of what lies in its root does. */
    public static BaseInputs of(DeliverySpec.Deliver delivery) {
        TreeSet<String> paths = new TreeSet<>(delivery.reads().keySet());
        paths.add(DEFINITIONS);
        if (paths.remove("")) {
            delivery.base().children("").forEach(entry -> paths.add(entry.path()));
        }
        paths.removeIf(SourceSpec::isOverlay);
        return new BaseInputs(List.copyOf(paths));
    }

    /** The same for two commits exactly if each of the paths holds the same in both. */
    public Digest at(Snapshot snapshot) {
        TreeMap<String, String> ids = new TreeMap<>();
        paths.forEach(path -> ids.put(path, snapshot.entry(path).map(Entry::id).orElse(ABSENT)));
        return Digest.of(ids.toString());
    }
}
