package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.PinEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells from Git which pins came by one commit. */
record Company(Mirror mirror, Revision head) {
    /**
     * One whose pin came together with that of another.
     *
     * @param before what was pinned until then
     */
    record Partner(Target target, Revision pin, Revision before) {}

    /**
     * Those of {@code others} that came to their pins by the commit that brought {@code moved} to its own.
     *
     * @throws Rejected if one of them cannot go back to what it had: it had no pin, more than its pin changed since, or it
     *     lists that as rejected
     */
    List<Partner> of(Target moved, List<Target> others) throws SourceRejected, Rejected {
        List<CommitInfo> last = mirror.log(Optional.empty(), head, List.of(moved.path()), 1);
        if (last.isEmpty() || last.getFirst().parents().isEmpty()) {
            return List.of();
        }
        Revision by = last.getFirst().revision();
        Revision parent = last.getFirst().parents().getFirst();
        List<Partner> partners = new ArrayList<>();
        for (Target other : others) {
            if (cameBy(other, by, parent)) {
                partners.add(partner(other, parent));
            }
        }
        return partners;
    }

    private boolean cameBy(Target other, Revision by, Revision parent) throws Rejected, SourceRejected {
        Optional<Revision> now = Targets.pinned(mirror, head, other);
        return now.isPresent() && now.equals(pinAt(by, other)) && !now.equals(pinAt(parent, other));
    }

    private Optional<Revision> pinAt(Revision commit, Target target) throws SourceRejected, Rejected {
        Optional<byte[]> there = PromotionBranch.overlay(mirror.at(commit), target.path());
        return there.isPresent() ? OverlayPin.read(target.path(), there.get()).pinned() : Optional.empty();
    }

    private Partner partner(Target other, Revision parent) throws SourceRejected, Rejected {
        String path = other.path();
        byte[] now = Targets.overlay(mirror, head, path);
        OverlayPin pin = OverlayPin.read(path, now);
        Optional<Revision> before = pinAt(parent, other);
        if (before.isEmpty()) {
            throw together(other, "had no pin before");
        }
        if (pin.rejected().contains(before.get())) {
            throw together(other, "had " + before.get().abbreviated() + " before, which is rejected by now");
        }
        if (!PinEdit.differOnlyInPin(path, Targets.overlay(mirror, parent, path), now)) {
            throw together(other, "changed by more than its pin since");
        }
        return new Partner(other, pin.pinned().orElseThrow(), before.get());
    }

    private static Rejected together(Target other, String why) {
        return new Rejected(Problem.of(other.id().app() + ", which was promoted together with it, " + why));
    }
}
