package dev.mizzen.reconcile.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.spec.Environment;
import java.util.Optional;
import java.util.Set;

/** What is to be done about a pin that may have failed. */
public sealed interface Recourse {
    /** Nothing speaks against the pin. */
    record Nothing() implements Recourse {}

    /** The pin failed and goes back to {@code good}. */
    record Back(Revision failed, Trial.Failure failure, Revision good) implements Recourse {}

    /** The pin failed, and a person has to say what comes now; {@code why} says why Mizzen does not. */
    record Stop(Revision failed, Trial.Failure failure, String why) implements Recourse {
        /** One line for people. */
        public String line() {
            return failed.abbreviated() + " failed: " + failure.why() + "; it is not rolled back: " + why;
        }
    }

    /** Whether nothing but the pin changed between two commits of the branch. */
    @FunctionalInterface
    interface Alone {
        /** Since the commit {@code head}. */
        boolean since(Revision head);
    }

    /**
     * The same trial in the same repository has the same recourse.
     *
     * @param rejected revisions that the overlay lists as failed
     */
    static Recourse of(Trial trial, Environment.OnFailure onFailure, Set<Revision> rejected, Alone pinAlone) {
        if (trial.failed().isEmpty()) {
            return new Nothing();
        }
        Revision pin = trial.pin();
        Trial.Failure failure = trial.failed().get();
        Optional<Trial.Good> good = trial.good();
        if (onFailure == Environment.OnFailure.STOP) {
            return new Stop(pin, failure, "onFailure of the environment is stop");
        }
        if (good.isEmpty()) {
            return new Stop(pin, failure, "nothing was known to be healthy here before it");
        }
        Revision back = good.get().pin();
        if (back.equals(pin)) {
            return new Stop(pin, failure, "it is itself what was healthy last");
        }
        if (rejected.contains(back)) {
            return new Stop(pin, failure, back.abbreviated() + ", which was healthy before it, is rejected by now");
        }
        return pinAlone.since(good.get().head())
                ? new Back(pin, failure, back)
                : new Stop(
                        pin,
                        failure,
                        "more than the pin changed since " + back.abbreviated()
                                + " was healthy, or that cannot be told");
    }
}
