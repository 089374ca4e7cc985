package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a run or a commit holds until somebody approves it: one hold a reason, over all clusters. Pure. */
public final class Holds {
    /** So many deliveries of a source may always leave Git at once. */
    private static final int FEW = 3;
    /** And so many in a hundred. */
    private static final int FEW_PERCENT = 10;

    private Holds() {}

    /**
     * What is held if these deliveries leave Git together.
     *
     * @param before how many deliveries the source had, the leaving ones among them
     * @param approvals whether somebody said that it is meant
     */
    public static Optional<Hold> leaving(SourceName source, Set<DeliveryId> leaving, int before, Approvals approvals) {
        Deletions.OfDeliveries deletions = new Deletions.OfDeliveries(source, leaving);
        if (deletions.size() <= Math.max(FEW, before * FEW_PERCENT / 100)
                || approvals.cover(source, deletions.deliveries())) {
            return Optional.empty();
        }
        String what = deletions.size() + " of " + before + " deliveries left Git at once, more than max(" + FEW + ", "
                + FEW_PERCENT + " %)";
        return Optional.of(new Hold(Hold.Reason.LEFT_GIT, what, deletions));
    }

    static Optional<Hold> guarded(DeliveryId delivery, List<Part.Done> parts) {
        List<Plan.Held> held =
                parts.stream().flatMap(part -> part.held().stream()).toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        int owned = held.stream().mapToInt(Plan.Held::owned).sum();
        Deletions.OfObjects deletions = new Deletions.OfObjects(
                delivery, byCluster(parts, part -> part.held().map(Plan.Held::deletions)));
        boolean empty = held.stream().allMatch(Plan.Held::empty);
        String what = "would delete " + deletions.size() + " of " + owned + " objects"
                + (held.size() > 1 ? " on " + Words.some(deletions.objects().keySet()) : "")
                + (empty ? ", since nothing is rendered any more" : ", more than the guard allows");
        return Optional.of(new Hold(empty ? Hold.Reason.EMPTY : Hold.Reason.GUARD, what, deletions));
    }

    static Optional<Hold> spared(DeliveryId delivery, List<Part.Done> parts) {
        Deletions.OfObjects deletions =
                new Deletions.OfObjects(delivery, byCluster(parts, part -> Optional.of(part.spared())));
        if (deletions.size() == 0) {
            return Optional.empty();
        }
        String kinds = deletions.objects().values().stream()
                .flatMap(Collection::stream)
                .map(ObjectRef::kind)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        String what = deletions.size() == 1
                ? "1 object of a protected kind left Git and is kept (" + kinds + ")"
                : deletions.size() + " objects of protected kinds left Git and are kept (" + kinds + ")";
        return Optional.of(new Hold(Hold.Reason.PROTECTED, what, deletions));
    }

    /** A line for each object of {@code hold}. */
    static List<Problem> warnings(Hold hold) {
        List<Problem> warnings = new ArrayList<>();
        if (hold.deletions() instanceof Deletions.OfObjects of) {
            String how = " left Git and is kept: its kind is deleted only if it is annotated "
                    + Observed.ObservedObject.PRUNE_ANNOTATION + ": allow, or by: mizzen approve "
                    + of.digest().abbreviated();
            of.objects()
                    .forEach((cluster, refs) ->
                            refs.forEach(ref -> warnings.add(Problem.of("cluster " + cluster + ": " + ref + how))));
        }
        return warnings;
    }

    private static Map<ClusterName, Set<ObjectRef>> byCluster(
            List<Part.Done> parts, Function<Part.Done, Optional<Set<ObjectRef>>> objects) {
        Map<ClusterName, Set<ObjectRef>> byCluster = new TreeMap<>();
        parts.forEach(part -> objects.apply(part).ifPresent(refs -> byCluster.put(part.cluster(), refs)));
        return byCluster;
    }
}
