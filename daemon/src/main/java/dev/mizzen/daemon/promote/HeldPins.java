package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Closures.Closure;
import dev.mizzen.daemon.store.FollowedPins;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.spec.HeldPin;
import dev.mizzen.reconcile.spec.PinGate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Holds new pins while an environment is closed. What a delivery followed before is remembered; where that is lost, it is
 * what Git's history says that its overlay pinned when the environment was closed. Rollbacks are never held. Thread-safe.
 */
public final class HeldPins {
    /** The longest time after which a source with held pins is read again, whatever its clock did. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private final FollowedPins followed;
    private final Closures closures;
    private final Consumer<SourceName> reread;
    private final BiConsumer<Instant, Runnable> later;
    private final Clock clock;
    private final Map<DeliveryId, HeldPin> held = new ConcurrentHashMap<>();

    /**
     * @param reread has the newest commit of a source read again, though it is the same
     * @param later runs something at a time
     */
    public HeldPins(
            FollowedPins followed,
            Closures closures,
            Consumer<SourceName> reread,
            BiConsumer<Instant, Runnable> later,
            Clock clock) {
        this.followed = followed;
        this.closures = closures;
        this.reread = reread;
        this.later = later;
        this.clock = clock;
    }

    /** For the source of {@code mirror}. */
    public PinGate gate(Mirror mirror) {
        return new PinGate() {
            @Override
            public Answer of(Asked asked) {
                return answer(mirror, asked);
            }

            @Override
            public void follow(DeliveryId delivery, Optional<Revision> pin) {
                followed.put(delivery, pin);
            }
        };
    }

    /** Reads those sources again whose pins need not wait any longer. */
    public void look() {
        Instant now = clock.instant();
        held.entrySet().stream()
                .filter(entry -> !entry.getValue().until().isAfter(now))
                .map(entry -> entry.getKey().source())
                .distinct()
                .forEach(reread);
    }

    private PinGate.Answer answer(Mirror mirror, PinGate.Asked asked) {
        Optional<PinGate.Answer.Instead> instead = closures.of(
                        asked.delivery().source(), asked.environment(), clock.instant())
                .flatMap(closure -> instead(mirror, asked, closure));
        if (instead.isEmpty()) {
            held.remove(asked.delivery());
            return new PinGate.Answer.Open();
        }
        HeldPin now = instead.get().held();
        HeldPin before = held.put(asked.delivery(), now);
        if (!now.equals(before)) {
            wake(asked.delivery().source(), now.until());
        }
        return instead.get();
    }

    /** A rollback leaves a pin that its overlay says it left: it is not held. */
    private Optional<PinGate.Answer.Instead> instead(Mirror mirror, PinGate.Asked asked, Closure closure) {
        Before before = followed.of(asked.delivery())
                .<Before>map(Before.Followed::new)
                .orElseGet(() -> PinHistory.before(mirror, asked, closure.since()));
        HeldPin pin = new HeldPin(asked.pin(), closure.until(), closure.reason());
        return switch (before) {
            case Before.Nothing nothing -> Optional.of(new PinGate.Answer.Instead(Optional.empty(), pin));
            case Before.Unknown unknown -> Optional.empty();
            case Before.Followed known -> instead(asked, known.pin(), pin);
        };
    }

    private static Optional<PinGate.Answer.Instead> instead(
            PinGate.Asked asked, Optional<Revision> before, HeldPin pin) {
        boolean open = before.map(
                        old -> before.equals(asked.pin()) || asked.left().contains(old))
                // What follows the branch is not held by windows, unless a promotion is what comes first.
                .orElse(asked.environment().promotion().isEmpty() || asked.pin().isEmpty());
        return open ? Optional.empty() : Optional.of(new PinGate.Answer.Instead(before, pin));
    }

    private void wake(SourceName source, Instant until) {
        Instant longest = clock.instant().plus(LONGEST);
        later.accept(until.isBefore(longest) ? until : longest, () -> reread.accept(source));
    }

    /** What a delivery followed before its environment was closed. */
    sealed interface Before {
        /** A pin, or the branch. */
        record Followed(Optional<Revision> pin) implements Before {}

        /** It was not there. */
        record Nothing() implements Before {}

        /** That cannot be told. */
        record Unknown() implements Before {}
    }
}
