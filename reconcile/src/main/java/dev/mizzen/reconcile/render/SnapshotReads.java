package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.LockPath;
import dev.mizzen.reconcile.spec.Lookup;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells what artifacts read by rendering them, unless an earlier render told it. Thread-safe. */
public final class SnapshotReads implements ArtifactReads {
    private static final String ROOT = "";
    private static final String OVERRIDE = "override";

    private final Renderer renderer;
    private final Catalog builtIn;

    /** @param builtIn the definitions that every source may use */
    public SnapshotReads(Renderer renderer, Catalog builtIn) {
        this.renderer = renderer;
        this.builtIn = builtIn;
    }

    /** Where a policy may override a component's properties, all of the repository is taken for read. */
    @Override
    public Map<String, String> of(Application application, Snapshot base) {
        Catalog catalog = builtIn.of(base);
        boolean overridden =
                application.policies().stream().anyMatch(policy -> policy.type().equals(OVERRIDE));
        SortedMap<String, String> reads = new TreeMap<>();
        for (Component component : application.components()) {
            try {
                Parts parts = Parts.find(catalog, application, bare(component));
                if (parts.chart(application).isPresent()) {
                    reads.putAll(parts.chart(application).get().reads(base));
                    String lock = LockPath.of(base, application.name());
                    reads.put(lock, base.entry(lock).map(Entry::id).orElse(Lookup.ABSENT));
                }
                if (parts.artifact().isPresent()) {
                    Optional<Map<String, String>> looks = overridden
                            ? Optional.empty()
                            : renderer.artifactLooks(application, parts, catalog)
                                    .map(found -> found);
                    reads.putAll(looks.orElseGet(() -> whole(base)));
                }
            } catch (Rejected e) {
                // The render tells it, and no file decides it.
            } catch (Waiting e) {
                reads.putAll(whole(base));
            }
        }
        return reads;
    }

    private static Map<String, String> whole(Snapshot base) {
        return Map.of(ROOT, base.entry(ROOT).map(Entry::id).orElse(Lookup.ABSENT));
    }

    /** Traits change what is made, not what is read. */
    private static Component bare(Component component) {
        return Component.alone(component.name(), component.type(), component.properties(), component.position());
    }
}
