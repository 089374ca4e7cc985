package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.HeldPins.Before;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.spec.PinGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What Git's history says of the pins of an overlay. */
final class PinHistory {
    /** Most commits of one overlay that are looked at. */
    private static final int MOST = 100;

    private PinHistory() {}

    /** What the overlay pinned at {@code since}, by the times of its commits. */
    static Before before(Mirror mirror, PinGate.Asked asked, Optional<Instant> since) {
        if (since.isEmpty()) {
            return new Before.Unknown();
        }
        try {
            List<CommitInfo> log = mirror.log(Optional.empty(), asked.head().revision(), List.of(asked.path()), MOST);
            for (CommitInfo commit : log) {
                if (!commit.at().isAfter(since.get())) {
                    return at(mirror, asked.path(), commit);
                }
            }
            return log.size() < MOST ? new Before.Nothing() : new Before.Unknown();
        } catch (SourceRejected | SnapshotUnreadable e) {
            return new Before.Unknown();
        }
    }

    private static Before at(Mirror mirror, String path, CommitInfo commit) throws SourceRejected {
        Optional<byte[]> overlay = PromotionBranch.overlay(mirror.at(commit.revision()), path);
        if (overlay.isEmpty()) {
            return new Before.Nothing();
        }
        try {
            return new Before.Followed(OverlayPin.read(path, overlay.get()).pinned());
        } catch (Rejected e) {
            return new Before.Unknown();
        }
    }
}
