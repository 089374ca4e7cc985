package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.TakeOver;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Brings each cluster of a delivery to what it claimed there, side by side. */
public final class Delivering {
    private final Targets targets;
    private final Approvals approvals;
    private final Standing standing;
    private final Progress progress;
    private final SideBySide sideBySide;

    Delivering(Targets targets, Approvals approvals, Releases releases, Progress progress, SideBySide sideBySide) {
        this.targets = targets;
        this.sideBySide = sideBySide;
        this.approvals = approvals;
        this.standing = new Standing(releases);
        this.progress = progress;
    }

    /** Every part, carried out or stopped. */
    public List<Part> all(Deliver spec, List<Unit> units, List<Part> parts) throws Rejected, InterruptedException {
        SequencedMap<ClusterName, Callable<Part>> steps = new LinkedHashMap<>();
        parts.forEach(part -> steps.put(part.cluster(), () -> switch (part) {
            case Part.Ready ready -> one(spec, units, ready);
            case Part.Stopped stopped -> stopped;
            case Part.Done done -> done;
        }));
        return sideBySide.all(spec.id(), steps);
    }

    private Part one(Deliver spec, List<Unit> units, Part.Ready ready) {
        if (!ready.claimed().complete()) {
            return new Part.Stopped(ready.cluster(), unclaimed(ready));
        }
        long start = System.nanoTime();
        Order order = order(spec, units, ready);
        Ownership ownership =
                new Ownership(spec.id(), spec.environment().prune(), false, approvals, order.removesAdditions());
        Part part = new ClusterRun(ready, order, ownership, dependsOn(spec)).run();
        if (part instanceof Part.Done done) {
            standing.applied(ready, done, ownership);
            progress.applied(
                    spec.id(),
                    done.cluster(),
                    done.applied().changed(),
                    done.applied().pruned(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
        return part;
    }

    private Order order(Deliver spec, List<Unit> units, Part.Ready ready) {
        Set<String> namespaces = units.stream()
                .filter(unit -> unit.cluster().equals(ready.cluster()))
                .map(Unit::namespace)
                .collect(Collectors.toSet());
        Environment.Drift drift = spec.environment().drift();
        return new Order(
                spec.id(),
                drift.mode(),
                drift.additions(),
                TakeOver.of(spec.application()),
                namespaces,
                targets.rights(spec.id().source()));
    }

    private static Map<String, List<String>> dependsOn(Deliver spec) {
        return spec.application().components().stream()
                .collect(Collectors.toMap(Component::name, Component::dependsOn, (first, second) -> first));
    }

    private static Applied unclaimed(Part.Ready ready) {
        Applied total = Applied.NOTHING;
        for (Map.Entry<ObjectRef, DeliveryId> taken : ready.claimed().taken().entrySet()) {
            total = total.and(Applied.rejects(Problem.of("cluster " + ready.cluster() + ": " + taken.getKey()
                    + " belongs to the delivery " + taken.getValue())));
        }
        return ready.claimed().undecided().isEmpty()
                ? total
                : total.and(Applied.waits(
                        new Obstacle.Claims(),
                        "objects may change hands: waiting for "
                                + Words.some(ready.claimed().undecided())));
    }
}
