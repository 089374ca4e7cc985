package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.HeldPin;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.Optional;

/** What a source says of targets whose environment may be closed. */
final class HeldTargets {
    private HeldTargets() {}

    static Optional<Environment> environment(SourceSpec spec, Target target) {
        return spec.environments().stream()
                .filter(environment -> environment.name().equals(target.id().environment()))
                .findFirst();
    }

    /** A target whose pin is held is not up to date yet. */
    static Acting.Done shown(SourceSpec spec, Target target, Acting.Done done) {
        return done.state() == Standing.State.UP_TO_DATE
                ? held(spec, target)
                        .map(pin -> new Acting.Done(
                                Standing.State.HELD, pin.line(), Optional.empty(), Optional.empty(), false))
                        .orElse(done)
                : done;
    }

    /** The change of the pin that is not followed yet. */
    static Optional<HeldPin> held(SourceSpec spec, Target target) {
        return spec.deliveries().stream()
                .filter(delivery -> delivery.id().equals(target.id()))
                .findFirst()
                .flatMap(delivery -> switch (delivery) {
                    case DeliverySpec.Deliver deliver -> deliver.held();
                    case DeliverySpec.AwaitingPromotion awaiting -> awaiting.held();
                    case DeliverySpec.Broken broken -> Optional.empty();
                });
    }
}
