package dev.mizzen.reconcile.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an environment fares with what is pinned in it. Pure: each look answers a new one.
 *
 * @param pin what the overlay pins
 * @param delivered when the clusters were first seen to hold it in full
 * @param failing since when it fares badly without a break; not known after a restart
 * @param failed that it failed in its time, and did not pass since
 * @param good what was healthy at the end of its time, the last of it
 */
public record Trial(
        Revision pin,
        Optional<Instant> delivered,
        Optional<Instant> failing,
        Optional<Failure> failed,
        Optional<Good> good) {
    /** What fares badly for a shorter time did not fail: a rollout may pass through it. */
    public static final Duration PASSING = Duration.ofSeconds(30);

    /** The failure of a pin: why in one line, and since when it fared badly. */
    public record Failure(String why, Instant since) {}

    /**
     * A pin that passed.
     *
     * @param head the commit of the branch with which it was last seen healthy
     */
    public record Good(Revision pin, Revision head) {}

    /** How the delivery fares with the pin now. */
    public sealed interface Faring {
        /** The clusters hold it and all of it is healthy. */
        record Well() implements Faring {}

        /** It is refused, or what the clusters hold of it is ill. */
        record Badly(String why, boolean delivered) implements Faring {}

        /** The clusters hold it, and it is not healthy yet. */
        record Coming() implements Faring {}

        /** Nothing that could be held for or against it, such as a cluster that does not answer. */
        record Unknown() implements Faring {}
    }

    /** Of a pin that was not looked at before. */
    public static Trial begun(Revision pin, Optional<Good> good) {
        return new Trial(pin, Optional.empty(), Optional.empty(), Optional.empty(), good);
    }

    /** When its time is over; empty before it is delivered. */
    public Optional<Instant> ends(Duration verify) {
        return delivered.map(at -> at.plus(verify));
    }

    /** When it failed if it goes on faring badly; empty if it does not fare badly, or failed already. */
    public Optional<Instant> fails() {
        return failed.isPresent() ? Optional.empty() : failing.map(since -> since.plus(PASSING));
    }

    /** What is known after a look at {@code now}; {@code head} is the commit of the branch that was delivered. */
    public Trial seen(Faring faring, Revision head, Instant now, Duration verify) {
        return switch (faring) {
            case Faring.Unknown unknown -> new Trial(pin, delivered, Optional.empty(), failed, good);
            case Faring.Coming coming -> new Trial(pin, since(now), Optional.empty(), failed, good);
            case Faring.Well well -> well(head, now, verify);
            case Faring.Badly badly -> badly(badly, now, verify);
        };
    }

    private Optional<Instant> since(Instant now) {
        return delivered.or(() -> Optional.of(now));
    }

    private Trial well(Revision head, Instant now, Duration verify) {
        Trial held = new Trial(pin, since(now), Optional.empty(), failed, good);
        boolean passed = held.ends(verify).filter(end -> !end.isAfter(now)).isPresent();
        return passed
                ? new Trial(pin, held.delivered(), Optional.empty(), Optional.empty(), Optional.of(new Good(pin, head)))
                : held;
    }

    private Trial badly(Faring.Badly badly, Instant now, Duration verify) {
        Instant since = failing.orElse(now);
        Optional<Instant> held = badly.delivered() ? since(now) : delivered;
        boolean inTime = held.filter(at -> since.isAfter(at.plus(verify))).isEmpty();
        boolean lasting = !since.plus(PASSING).isAfter(now);
        Optional<Failure> fails = inTime && lasting ? Optional.of(new Failure(badly.why(), since)) : Optional.empty();
        return new Trial(pin, held, Optional.of(since), failed.or(() -> fails), good);
    }
}
