package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One outcome of many clusters: what needs a person comes first, then what mends itself, then what waits for a yes. */
public final class Outcomes {
    private Outcomes() {}

    /** Of all clusters of one run; {@code warnings} are of the input. */
    public static Outcome of(List<Part> parts, List<Problem> warnings) {
        Applied total = Applied.NOTHING;
        List<ClusterName> unreachable = new ArrayList<>();
        List<Plan.Held> held = new ArrayList<>();
        Map<ClusterName, List<ObjectRef>> objects = new TreeMap<>();
        List<Problem> all = new ArrayList<>(warnings);
        for (Part part : parts) {
            Applied applied = applied(part);
            total = total.and(applied);
            if (applied.unreachable()) {
                unreachable.add(part.cluster());
            }
            if (part instanceof Part.Done done) {
                done.held().ifPresent(held::add);
                objects.put(done.cluster(), done.objects());
                all.addAll(done.warnings());
            }
        }
        if (!total.rejected().isEmpty()) {
            return new Outcome.Rejected(total.rejected(), true);
        }
        if (!total.waiting().isEmpty()) {
            return new Outcome.Waiting(String.join("; ", total.waiting()), List.copyOf(unreachable));
        }
        return held.isEmpty()
                ? new Outcome.Synced(total.changed(), total.pruned(), objects, List.copyOf(all))
                : held(held.getFirst());
    }

    static Outcome.Held held(Plan.Held held) {
        return new Outcome.Held(
                "would delete " + held.deletions() + " of " + held.owned() + " objects; approve "
                        + held.digest().abbreviated() + " if that is meant",
                held.digest().hex());
    }

    private static Applied applied(Part part) {
        return switch (part) {
            case Part.Done done -> done.applied();
            case Part.Stopped stopped -> stopped.why();
            case Part.Ready ready -> throw new IllegalStateException(ready.cluster() + " was not carried out");
        };
    }
}
