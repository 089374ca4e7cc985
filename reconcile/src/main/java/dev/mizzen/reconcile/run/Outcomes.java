package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One outcome of many clusters: what needs a person comes first, then what mends itself, then what waits for a yes. */
public final class Outcomes {
    private Outcomes() {}

    /** Of all clusters of one run of {@code delivery}; {@code warnings} are of the input. */
    public static Outcome of(DeliveryId delivery, List<Part> parts, List<Problem> warnings) {
        Applied total = Applied.NOTHING;
        List<Part.Done> done = new ArrayList<>();
        Map<ClusterName, List<ObjectRef>> objects = new TreeMap<>();
        for (Part part : parts) {
            total = total.and(applied(part));
            if (part instanceof Part.Done d) {
                done.add(d);
                objects.put(d.cluster(), d.objects());
            }
        }
        Optional<Hold> guarded = Holds.guarded(delivery, done);
        Optional<Hold> spared = Holds.spared(delivery, done);
        List<Hold> holds = Stream.concat(guarded.stream(), spared.stream()).toList();
        if (!total.rejected().isEmpty()) {
            return new Outcome.Rejected(total.rejected(), total.waiting(), objects, holds);
        }
        if (!total.waiting().isEmpty()) {
            return new Outcome.Waiting(total.waiting(), objects, holds);
        }
        return guarded.isPresent() ? new Outcome.Held(holds) : synced(total, done, objects, warnings, holds);
    }

    private static Outcome synced(
            Applied total,
            List<Part.Done> done,
            Map<ClusterName, List<ObjectRef>> objects,
            List<Problem> warnings,
            List<Hold> holds) {
        List<Problem> all = new ArrayList<>(warnings);
        done.forEach(part -> all.addAll(part.warnings()));
        holds.forEach(hold -> all.addAll(Holds.warnings(hold)));
        return new Outcome.Synced(total.changed(), total.pruned(), objects, List.copyOf(all), holds, Optional.empty());
    }

    private static Applied applied(Part part) {
        return switch (part) {
            case Part.Done done -> done.applied();
            case Part.Stopped stopped -> stopped.why();
            case Part.Ready ready -> throw new IllegalStateException(ready.cluster() + " was not carried out");
        };
    }
}
