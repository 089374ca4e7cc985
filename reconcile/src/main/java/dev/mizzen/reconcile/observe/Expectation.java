package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.List;
import java.util.Optional;

/** What our entry of an object should be; met by anything where it is not known. Pure. */
record Expectation(Optional<Digest> baseline) {
    boolean isMetBy(Optional<ObservedObject> object) {
        return baseline.isEmpty() || object.flatMap(ObservedObject::entry).equals(baseline);
    }

    /** Whether the object was not as expected before, and is now. */
    boolean isMetAgain(Holdings.Step step) {
        return baseline.isPresent()
                && step.now().isPresent()
                && step.before().filter(b -> !isMetBy(Optional.of(b))).isPresent()
                && isMetBy(step.now());
    }

    /** While a field of ours is another's, what strangers added cannot be told from what they took: it stays as it was. */
    ObservedObject judge(ObservedObject now, Optional<ObservedObject> before) {
        return isMetBy(Optional.of(now))
                ? now
                : now.withAdditions(before.map(ObservedObject::additions).orElse(List.of()));
    }
}
