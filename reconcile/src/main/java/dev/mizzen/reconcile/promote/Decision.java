package dev.mizzen.reconcile.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What is to be done about promoting an application into an environment. */
public sealed interface Decision {
    /** One line for people. */
    String line();

    /** The candidate that it is about, if it is about one. */
    default Optional<Revision> revision() {
        return switch (this) {
            case UpToDate upToDate -> Optional.empty();
            case Unproved unproved -> Optional.of(unproved.candidate());
            case Soaking soaking -> Optional.of(soaking.candidate());
            case Blocked blocked -> Optional.of(blocked.candidate());
            case Held held -> Optional.of(held.candidate());
            case Grouped grouped -> Optional.of(grouped.candidate());
            case Stopped stopped -> Optional.of(stopped.candidate());
            case Promote promote -> Optional.of(promote.candidate());
        };
    }

    /** The environment has what it may have. */
    record UpToDate() implements Decision {
        @Override
        public String line() {
            return "up to date";
        }
    }

    /** The environment before does not fare well with the candidate. */
    record Unproved(Revision candidate) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is not healthy where it comes from";
        }
    }

    /** The candidate fares well, and not yet for long enough. */
    record Soaking(Revision candidate, Instant until) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is proved at " + until + " if it stays healthy";
        }
    }

    /** The candidate is proved; {@code reason} says what it waits for. */
    record Blocked(Revision candidate, String reason) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is proved and waits: " + reason;
        }
    }

    /** The candidate is proved, and the environment is closed. */
    record Held(Revision candidate, Instant until, String reason) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is proved and held until " + until + ": " + reason;
        }
    }

    /** The candidate is proved, and another application of its group is not; {@code reason} names it. */
    record Grouped(Revision candidate, String reason) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is proved and waits for its group: " + reason;
        }
    }

    /** The candidate failed here before; only another one is promoted. */
    record Stopped(Revision candidate) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " was rejected here and is not promoted again";
        }
    }

    /** The candidate goes on. */
    record Promote(Revision candidate) implements Decision {
        @Override
        public String line() {
            return candidate.abbreviated() + " is proved";
        }
    }

    /**
     * What decides.
     *
     * @param candidate the newest commit that changed an input of the base, or the pin of the environment before
     * @param inputs digest of the base's inputs at the candidate
     * @param pinnedInputs the same at the commit that is pinned here; empty where none is, or it cannot be read
     * @param outdated whether what is pinned here comes after the candidate
     * @param rejected revisions that failed here
     * @param proved whether the environment before was healthy with these inputs for long enough, at any time
     * @param healthySince since when it is healthy with them without a break; empty if it is not
     */
    record Facts(
            Environment.Promotion promotion,
            Revision candidate,
            Digest inputs,
            Optional<Digest> pinnedInputs,
            boolean outdated,
            Set<Revision> rejected,
            boolean proved,
            Optional<Instant> healthySince) {
        /** Keeps the set as it is now. */
        public Facts {
            rejected = Set.copyOf(rejected);
        }

        /** When the candidate is proved if nothing breaks; empty while it is not healthy. */
        public Optional<Instant> provedAt() {
            return healthySince.map(since -> since.plus(promotion.healthyFor()));
        }

        /** Whether the candidate is proved at {@code now}. */
        public boolean isProved(Instant now) {
            return proved || provedAt().filter(at -> !at.isAfter(now)).isPresent();
        }
    }

    /** The same facts at the same time give the same decision. */
    static Decision of(Facts facts, Instant now) {
        if (facts.outdated()
                || facts.pinnedInputs().filter(facts.inputs()::equals).isPresent()) {
            return new UpToDate();
        }
        if (facts.rejected().contains(facts.candidate())) {
            return new Stopped(facts.candidate());
        }
        if (!facts.isProved(now)) {
            return facts.provedAt()
                    .<Decision>map(until -> new Soaking(facts.candidate(), until))
                    .orElseGet(() -> new Unproved(facts.candidate()));
        }
        return switch (facts.promotion().by()) {
            case PULL_REQUEST -> new Promote(facts.candidate());
            case COMMIT ->
                facts.promotion().approvals() == 0
                        ? new Promote(facts.candidate())
                        : new Blocked(
                                facts.candidate(),
                                "a promotion by commit has nobody who approves of it; set its overlay's "
                                        + OverlayPin.REVISION + " by hand, or promote by pull-request");
            case MANUAL ->
                new Blocked(facts.candidate(), "promotion is by hand: set " + OverlayPin.REVISION + " in its overlay");
        };
    }
}
