package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Snapshot;
import java.util.Map;

/** Which paths of a snapshot an application's artifacts, such as kustomizations, are made of. */
@FunctionalInterface
public interface ArtifactReads {
    /** Applications without artifacts. */
    ArtifactReads NONE = (application, base) -> Map.of();

    /**
     * Every path that was looked at → what was found, as {@link Lookup} writes it. Where that cannot be told, the root of the
     * repository with its tree id.
     */
    Map<String, String> of(Application application, Snapshot base);
}
