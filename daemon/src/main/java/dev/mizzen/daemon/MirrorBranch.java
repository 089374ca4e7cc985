package dev.mizzen.daemon;

import dev.mizzen.daemon.trigger.Branch;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.PinGate;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.reconcile.spec.SpecReader;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mirror as a branch, with a ref for each pin in force, so that a pinned commit outlives a force push. */
final class MirrorBranch implements Branch {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorBranch.class);

    private final Mirror mirror;
    private final SpecReader reader;
    private final UnaryOperator<Snapshot> opened;
    private Set<Revision> pinned;

    /** @param opened a snapshot with its encrypted files in plain text */
    MirrorBranch(Mirror mirror, ArtifactReads artifacts, UnaryOperator<Snapshot> opened) {
        this(mirror, artifacts, opened, PinGate.OPEN);
    }

    /** @param gate says which pin is followed */
    MirrorBranch(Mirror mirror, ArtifactReads artifacts, UnaryOperator<Snapshot> opened, PinGate gate) {
        this.mirror = mirror;
        this.opened = opened;
        this.reader = new SpecReader(artifacts, gate);
        this.pinned = mirror.kept();
    }

    @Override
    public Snapshot update() throws SourceRejected, SourceUnavailable {
        return opened.apply(mirror.update());
    }

    @Override
    public Optional<Snapshot> known() {
        try {
            return mirror.head().map(opened);
        } catch (SourceRejected e) {
            LOG.warn("what was mirrored before cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public SourceSpec read(Snapshot head) throws Waiting {
        Set<Revision> used = new HashSet<>();
        SourceSpec spec = reader.read(head, revision -> pin(revision, used));
        pinned.stream().filter(revision -> !used.contains(revision)).forEach(r -> mirror.release(ref(r)));
        pinned = Set.copyOf(used);
        return spec;
    }

    /** A commit that was on the branch when it was pinned first stays good. */
    private Snapshot pin(Revision revision, Set<Revision> used) throws Rejected {
        if (!pinned.contains(revision) && !mirror.reachable(revision)) {
            throw new Rejected(Problem.of("commit " + revision + " is not on the branch "
                    + mirror.remote().branch()));
        }
        try {
            Snapshot snapshot = opened.apply(mirror.at(revision));
            mirror.keep(ref(revision), revision);
            used.add(revision);
            return snapshot;
        } catch (SourceRejected e) {
            throw new Rejected(Problem.of(String.valueOf(e.getMessage())));
        }
    }

    private static String ref(Revision revision) {
        return "pins/" + revision;
    }
}
