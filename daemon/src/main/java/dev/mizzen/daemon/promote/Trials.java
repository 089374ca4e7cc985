package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.StoredTrials;
import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.PinEdit;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.promote.Trial;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Follows how environments fare with their pins, and says what is to be done about one that fails. Writes nothing to Git. */
final class Trials {
    private static final Recourse NOTHING = new Recourse.Nothing();

    private final Wants wants;
    private final StatusBoard board;
    private final StoredTrials trials;
    private final Clock clock;

    Trials(Wants wants, StatusBoard board, StoredTrials trials, Clock clock) {
        this.wants = wants;
        this.board = board;
        this.trials = trials;
        this.clock = clock;
    }

    /**
     * What a look says.
     *
     * @param again when time alone may change it
     */
    record Look(Recourse recourse, Optional<Instant> again) {
        static final Look NO_PIN = new Look(NOTHING, Optional.empty());
    }

    /** Looks at {@code target}, whose overlay says {@code overlay}, now and remembers what it saw. */
    Look look(Mirror mirror, SourceSpec spec, Target target, OverlayPin overlay) {
        if (overlay.pinned().isEmpty()) {
            return Look.NO_PIN;
        }
        Instant now = clock.instant();
        Duration verify = target.promotion().verify();
        Trial trial = trial(target.id(), overlay.pinned().get());
        Optional<Want.Spec> want = want(spec, target.id());
        // What is delivered while a pin is held says nothing of it.
        if (want.isPresent() && HeldTargets.held(spec, target).isEmpty()) {
            trial = trial.seen(faring(want.get()), spec.head(), now, verify);
        }
        trials.put(target.id(), trial);
        Recourse recourse = Recourse.of(
                trial,
                target.promotion().onFailure(),
                overlay.rejected(),
                head -> isPinAlone(mirror, target, head, spec.head()));
        return new Look(recourse, again(trial, verify, now));
    }

    private Trial trial(DeliveryId target, Revision pin) {
        Optional<Trial> known = trials.of(target);
        return known.filter(trial -> trial.pin().equals(pin))
                .orElseGet(() -> Trial.begun(pin, known.flatMap(Trial::good)));
    }

    /** What was healthy in {@code target} for long enough, the last of it that is not {@code pin}. */
    Optional<Revision> good(DeliveryId target, Optional<Revision> pin) {
        return trials.of(target)
                .flatMap(Trial::good)
                .map(Trial.Good::pin)
                .filter(good -> !Optional.of(good).equals(pin));
    }

    /** Only what is wanted of the commit that was read counts. */
    private Optional<Want.Spec> want(SourceSpec spec, DeliveryId id) {
        return spec.deliveries().stream()
                .filter(delivery -> delivery.id().equals(id))
                .flatMap(delivery -> wants.of(id).orElse(null) instanceof Want.Spec want
                                && want.inputs().equals(Inputs.of(delivery))
                        ? Stream.of(want)
                        : Stream.empty())
                .findFirst();
    }

    private Trial.Faring faring(Want.Spec want) {
        return board.of(want.id())
                .filter(state -> state.head().equals(Optional.of(want.head())))
                .map(Trials::faring)
                .orElseGet(Trial.Faring.Unknown::new);
    }

    static Trial.Faring faring(DeliveryState state) {
        if (state.sync() == Sync.REJECTED) {
            return new Trial.Faring.Badly(state.message(), false);
        }
        if (state.sync() != Sync.SYNCED || state.objects().isEmpty()) {
            return new Trial.Faring.Unknown(); // after a restart no object is seen yet
        }
        Health health = state.health();
        return switch (health.state()) {
            case HEALTHY, SUSPENDED -> new Trial.Faring.Well();
            case DEGRADED ->
                new Trial.Faring.Badly("degraded" + (health.message().isEmpty() ? "" : ": " + health.message()), true);
            case PROGRESSING -> new Trial.Faring.Coming();
            // What somebody deleted is put back; what is not seen says nothing of the release.
            case MISSING, UNKNOWN -> new Trial.Faring.Unknown();
        };
    }

    private static Optional<Instant> again(Trial trial, Duration verify, Instant now) {
        return Stream.concat(trial.fails().stream(), trial.ends(verify).stream())
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }

    private static boolean isPinAlone(Mirror mirror, Target target, Revision then, Revision now) {
        try {
            Snapshot before = mirror.at(then);
            Snapshot after = mirror.at(now);
            Optional<byte[]> old = PromotionBranch.overlay(before, target.path());
            Optional<byte[]> current = PromotionBranch.overlay(after, target.path());
            return id(before, target).equals(id(after, target))
                    && old.isPresent()
                    && current.isPresent()
                    && PinEdit.differOnlyInPin(target.path(), old.get(), current.get());
        } catch (SourceRejected | Rejected e) {
            return false; // what cannot be read any more cannot be compared
        }
    }

    private static Optional<String> id(Snapshot at, Target target) {
        return at.entry("environments/" + target.id().environment() + "/environment.yaml")
                .map(Entry::id);
    }
}
