package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a pin that is not followed yet.
 *
 * @param wanted what the overlay pins; empty where it lost its pin
 * @param reason why, a few words
 */
public record HeldPin(Optional<Revision> wanted, Instant until, String reason) {
    /** One line for people. */
    public String line() {
        return wanted.map(Revision::abbreviated).orElse("the branch") + " is held until " + until + ": " + reason;
    }
}
