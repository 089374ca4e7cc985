package dev.mizzen.daemon.promote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.daemon.store.StoredProofs;
import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.BaseInputs;
import dev.mizzen.reconcile.promote.Decision;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.PinEdit;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides about each target of a source, and remembers what was proved. Writes nothing to Git. */
final class Targets {
    private final Wants wants;
    private final Soaks soaks;
    private final StoredProofs proofs;
    private final Clock clock;

    /** An application in an environment that promotes from another. */
    record Target(DeliveryId id, Environment.Promotion promotion) {
        DeliveryId from() {
            return new DeliveryId(id.source(), promotion.from(), id.app());
        }

        String path() {
            return path(id);
        }

        static String path(DeliveryId id) {
            return "environments/" + id.environment() + "/" + id.app() + ".yaml";
        }
    }

    Targets(Wants wants, Soaks soaks, StoredProofs proofs, Clock clock) {
        this.wants = wants;
        this.soaks = soaks;
        this.proofs = proofs;
        this.clock = clock;
    }

    static List<Target> of(SourceSpec spec) {
        return spec.environments().stream()
                .flatMap(environment -> environment.promotion().stream()
                        .flatMap(promotion -> spec.deliveries().stream()
                                .map(DeliverySpec::id)
                                .filter(id -> id.environment().equals(environment.name()))
                                .map(id -> new Target(id, promotion))))
                .toList();
    }

    /**
     * Empty where the environment before does not deliver the application.
     *
     * @param pin what the overlay of {@code target} says
     */
    Optional<Decision> decide(Mirror mirror, SourceSpec spec, Target target, OverlayPin pin)
            throws SourceRejected, Rejected {
        Optional<DeliverySpec.Deliver> from = delivered(spec, target.from());
        return from.isPresent() ? Optional.of(decide(mirror, spec.head(), target, pin, from.get())) : Optional.empty();
    }

    private static Optional<DeliverySpec.Deliver> delivered(SourceSpec spec, DeliveryId id) {
        return spec.deliveries().stream()
                .filter(DeliverySpec.Deliver.class::isInstance)
                .map(DeliverySpec.Deliver.class::cast)
                .filter(delivery -> delivery.id().equals(id))
                .findFirst();
    }

    private Decision decide(Mirror mirror, Revision head, Target target, OverlayPin pin, DeliverySpec.Deliver from)
            throws SourceRejected, Rejected {
        Candidate candidate = Candidate.of(mirror, from, pin(mirror, head, Targets.Target.path(from.id())));
        Digest inputs = candidate.inputs();
        Decision.Facts facts = new Decision.Facts(
                target.promotion(),
                candidate.revision(),
                inputs,
                pin.pinned().flatMap(pinned -> candidate.inputsAt(mirror, pinned)),
                pin.pinned()
                        .filter(pinned -> candidate.isBefore(mirror, pinned))
                        .isPresent(),
                pin.rejected(),
                proofs.holds(target.id(), inputs),
                healthySince(from, inputs));
        Instant now = clock.instant();
        if (facts.isProved(now)) {
            proofs.put(target.id(), inputs, now);
        }
        return Decision.of(facts, now);
    }

    /** Only a state of what Git says now counts. */
    private Optional<Instant> healthySince(DeliverySpec.Deliver from, Digest inputs) {
        return wants.of(from.id()).orElse(null) instanceof Want.Spec want
                        && want.inputs().equals(Inputs.of(from))
                ? soaks.since(from.id(), want.head(), inputs)
                : Optional.empty();
    }

    /** What the overlay of {@code target} pins. */
    static Optional<Revision> pinned(Mirror mirror, Revision head, Target target) throws SourceRejected, Rejected {
        return pin(mirror, head, target.path()).pinned();
    }

    /** What the application is made of where it comes from: a commit that changed none of it brings nothing. */
    static List<String> inputs(SourceSpec spec, Target target) {
        return inputs(spec, target.from());
    }

    /** What the application is made of as the delivery has it; empty where it is not delivered. */
    static List<String> inputs(SourceSpec spec, DeliveryId delivery) {
        return delivered(spec, delivery)
                .map(from -> BaseInputs.of(from).paths())
                .orElse(List.of());
    }

    /**
     * What moves the pin of {@code target} to {@code candidate}.
     *
     * @param inputs paths; it tells of the commits that changed one of them
     */
    static Proposal proposal(Mirror mirror, Revision head, Target target, Revision candidate, List<String> inputs)
            throws SourceRejected, Rejected {
        byte[] overlay = overlay(mirror, head, target.path());
        Optional<Revision> pinned = OverlayPin.read(target.path(), overlay).pinned();
        return new Proposal(
                target.id(),
                target.promotion(),
                candidate,
                pinned,
                head,
                target.path(),
                new String(PinEdit.set(target.path(), overlay, OverlayPin.REVISION, candidate.id()), UTF_8),
                brings(mirror, pinned, candidate, inputs));
    }

    private static List<CommitInfo> brings(
            Mirror mirror, Optional<Revision> pinned, Revision candidate, List<String> inputs) throws SourceRejected {
        try {
            return mirror.log(pinned, candidate, inputs, Proposal.MOST);
        } catch (SourceRejected e) {
            return mirror.log(Optional.empty(), candidate, List.of(), 1); // the pin left the branch
        }
    }

    static OverlayPin pin(Mirror mirror, Revision head, String path) throws SourceRejected, Rejected {
        return OverlayPin.read(path, overlay(mirror, head, path));
    }

    static byte[] overlay(Mirror mirror, Revision head, String path) throws SourceRejected, Rejected {
        return PromotionBranch.overlay(mirror.at(head), path)
                .orElseThrow(() -> new Rejected(Problem.of(path + " is no file that can be read")));
    }
}
