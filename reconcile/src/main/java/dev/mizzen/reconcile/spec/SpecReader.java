package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Waiting;

/**
 * Reads what the commits of one source say, one after the other: a delivery whose files are the same as in the commit before
 * is not read again. Not thread-safe.
 */
public final class SpecReader {
    private final Readings readings = new Readings();
    private final ArtifactReads artifacts;
    private final PinGate gate;

    /** Reads applications whose artifacts are not known. */
    public SpecReader() {
        this(ArtifactReads.NONE);
    }

    /** @param artifacts asked for each application that is read anew */
    public SpecReader(ArtifactReads artifacts) {
        this(artifacts, PinGate.OPEN);
    }

    /** @param gate asked for the pin of each delivery that is read anew */
    public SpecReader(ArtifactReads artifacts, PinGate gate) {
        this.artifacts = artifacts;
        this.gate = gate;
    }

    /**
     * Every delivery of the source. A repository with {@code environments/} has one delivery for each overlay
     * {@code environments/<env>/<app>.yaml}. One without has the environment {@code default}, with each directory of
     * {@code apps/}; or, without {@code apps/}, with each Application in a file of the root directory; or, if there is none
     * either, with the root directory as one plain application that has the source's name.
     *
     * <p>A file that is wrong breaks only the deliveries that use it.
     *
     * @param head the branch's commit
     * @param pins gives the commits that overlays pin
     * @throws Waiting if a pinned commit cannot be read now
     */
    public SourceSpec read(Snapshot head, Pins pins) throws Waiting {
        SourceSpec spec = new SourceReading(head, pins, readings, artifacts, gate).read();
        readings.turn();
        return spec;
    }
}
