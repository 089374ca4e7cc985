package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.Optional;

/**
 * Says from what the watch holds alone whether an object is suspected to differ from what we applied. Pure; asked only
 * of news that no write of ours explains. It proves nothing: paths are known here, values are not.
 */
final class DriftDetector {
    private DriftDetector() {}

    /**
     * @param before what was held; empty at the first sight of the object, as after a restart
     * @param now empty if it is gone or no longer ours
     * @param present whether an object of this name is there
     * @param baseline digest of the entry that our last apply left, if it is known
     */
    static Optional<Suspicion.Sign> suspect(
            Optional<ObservedObject> before, Optional<ObservedObject> now, boolean present, Optional<Digest> baseline) {
        if (now.isEmpty()) {
            // A finished Job did its work; that its TTL removed it is no drift.
            return before.filter(b -> present || !b.finished())
                    .map(b -> present ? Suspicion.Sign.MARK_LOST : Suspicion.Sign.GONE);
        }
        ObservedObject live = now.get();
        if (live.terminating()) {
            return Optional.empty();
        }
        boolean changed = before.isPresent()
                ? (differs(before.get(), live) || touchedAgain(before.get(), live, baseline))
                        && !inSync(before.get(), live, baseline)
                : baseline.isPresent() && !live.entry().equals(baseline);
        return changed ? Optional.of(Suspicion.Sign.CHANGED) : Optional.empty();
    }

    /** Whoever writes what has drifted may have put it back: our entry does not tell. */
    private static boolean touchedAgain(ObservedObject before, ObservedObject live, Optional<Digest> baseline) {
        return before.touched() != live.touched()
                && baseline.isPresent()
                && !live.entry().equals(baseline);
    }

    private static boolean differs(ObservedObject before, ObservedObject live) {
        return !before.uid().equals(live.uid())
                || !before.entry().equals(live.entry())
                || !before.mark().equals(live.mark())
                || !before.partOf().equals(live.partOf());
    }

    /** What left the expectation and came back to it is no drift. */
    private static boolean inSync(ObservedObject before, ObservedObject live, Optional<Digest> baseline) {
        return baseline.isPresent()
                && live.entry().equals(baseline)
                && before.mark().equals(live.mark())
                && before.partOf().equals(live.partOf());
    }
}
