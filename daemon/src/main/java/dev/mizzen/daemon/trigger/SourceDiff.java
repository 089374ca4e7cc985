package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.run.Holds;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a commit means for the deliveries of its source. Pure.
 *
 * @param changed wanted otherwise than before, or new
 * @param same wanted as before, with the commit that wanted it first
 * @param gone left Git; empty while a part of the source cannot be read
 * @param held why those that left wait for an approval
 */
record SourceDiff(List<Want.Spec> changed, List<Want.Spec> same, Set<DeliveryId> gone, Optional<Hold> held) {
    /** What was wanted before; {@code inputs} is absent where it is not known. */
    record Before(Optional<Inputs> inputs, Optional<Revision> head, Optional<Instant> pushed) {}

    static SourceDiff between(
            SourceName source, Map<DeliveryId, Before> before, SourceSpec after, Instant pushed, Approvals approvals) {
        List<Want.Spec> changed = new ArrayList<>();
        List<Want.Spec> same = new ArrayList<>();
        for (DeliverySpec spec : after.deliveries()) {
            Inputs inputs = Inputs.of(spec);
            Optional<Before> known = Optional.ofNullable(before.get(spec.id()))
                    .filter(b -> b.inputs().filter(inputs::equals).isPresent());
            if (known.isPresent()) {
                Revision head = known.get().head().orElse(after.head());
                same.add(new Want.Spec(spec, head, inputs, known.get().pushed().orElse(pushed)));
            } else {
                changed.add(new Want.Spec(spec, after.head(), inputs, pushed));
            }
        }
        Set<DeliveryId> gone = new TreeSet<>();
        if (after.problems().isEmpty()) {
            gone.addAll(before.keySet());
            after.deliveries().forEach(spec -> gone.remove(spec.id()));
        }
        return new SourceDiff(changed, same, gone, Holds.leaving(source, gone, before.size(), approvals));
    }
}
