package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.promote.BaseInputs;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.util.List;
import java.util.Optional;

/**
 * What an environment could give to the next.
 *
 * @param base what the base is made of
 * @param inputs digest of it at {@code revision}
 */
record Candidate(Revision revision, BaseInputs base, Digest inputs) {
    /** The pin of the delivery, or the newest commit of the branch that changed what its base is made of. */
    static Candidate of(Mirror mirror, DeliverySpec.Deliver delivery, OverlayPin pin) throws SourceRejected {
        BaseInputs base = BaseInputs.of(delivery);
        Revision newest = pin.pinned().orElse(delivery.head());
        Digest inputs = base.at(mirror.at(newest));
        if (pin.pinned().isEmpty()) {
            List<CommitInfo> last = mirror.log(Optional.empty(), newest, base.paths(), 1);
            if (!last.isEmpty()
                    && base.at(mirror.at(last.getFirst().revision())).equals(inputs)) {
                newest = last.getFirst().revision();
            }
        }
        return new Candidate(newest, base, inputs);
    }

    /** What is at {@code other}, if the mirror has it. */
    Optional<Digest> inputsAt(Mirror mirror, Revision other) {
        try {
            return Optional.of(base.at(mirror.at(other)));
        } catch (SourceRejected e) {
            return Optional.empty(); // a pin that left the branch is another one than the candidate
        }
    }

    /** Whether {@code pinned} holds all of the candidate's history and more. */
    boolean isBefore(Mirror mirror, Revision pinned) {
        try {
            return mirror.log(Optional.of(pinned), revision, base.paths(), 1).isEmpty();
        } catch (SourceRejected e) {
            return false; // a pin that left the branch comes before nothing
        }
    }
}
