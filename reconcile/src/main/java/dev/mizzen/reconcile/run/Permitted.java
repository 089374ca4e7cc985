package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Rights;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a delivery against the rights of its source, before anything is read or written for it. Makes no request. */
final class Permitted {
    private Permitted() {}

    /**
     * Where its components go.
     *
     * @throws Rejected with each place that it may not have
     */
    static void places(Targets targets, Deliver spec, List<Unit> units, Set<ClusterName> placed) throws Rejected {
        Set<ClusterName> names = units.stream().map(Unit::cluster).collect(Collectors.toSet());
        names.addAll(placed);
        List<Cluster> clusters = targets.clusters().stream()
                .filter(cluster -> names.contains(cluster.name()))
                .toList();
        reject(targets.rights(spec.id().source())
                .places(spec.id().source(), spec.id().environment(), units, clusters));
    }

    /**
     * What it is made of.
     *
     * @throws Rejected with each object that it may not have, at its component
     */
    static void objects(Targets targets, Deliver spec, Desired desired) throws Rejected {
        Rights rights = targets.rights(spec.id().source());
        Map<String, Position> positions = spec.application().components().stream()
                .collect(Collectors.toMap(Component::name, Component::position, (first, second) -> first));
        List<Problem> problems = new ArrayList<>();
        for (Desired.DesiredObject object : desired.objects()) {
            Position at = positions.getOrDefault(
                    object.component(), spec.application().position());
            rights.forbids(spec.id().source(), spec.id().environment(), object.ref())
                    .map(why -> Problem.at(at, "component \"" + object.component() + "\": " + why))
                    .filter(problem -> !problems.contains(problem))
                    .ifPresent(problems::add);
        }
        reject(problems);
    }

    private static void reject(List<Problem> problems) throws Rejected {
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
    }
}
