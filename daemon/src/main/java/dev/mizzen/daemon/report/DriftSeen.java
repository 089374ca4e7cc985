package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.observe.Drift;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A drift that was proved.
 *
 * @param fight who takes the field back each time, if somebody does
 * @param ended when it was over
 */
public record DriftSeen(Drift drift, Optional<String> fight, Optional<Instant> ended) {
    /** The same with the values of its fields as {@code mask} shows them. */
    DriftSeen masked(UnaryOperator<String> mask) {
        Drift shown = new Drift(
                drift.delivery(),
                drift.cluster(),
                drift.ref(),
                drift.kind(),
                drift.mode(),
                drift.fields().stream()
                        .map(field -> new Drift.Field(
                                field.path(),
                                mask.apply(field.desired()),
                                mask.apply(field.live()),
                                field.manager(),
                                field.when()))
                        .toList(),
                drift.seen());
        return new DriftSeen(shown, fight, ended);
    }
}
