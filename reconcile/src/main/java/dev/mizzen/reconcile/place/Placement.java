package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.define.KnownTypes;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Environment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which component goes to which cluster and namespace. Pure.
 *
 * <p>In a declared environment its placement says where. In the implicit one KubeVela's rules hold: topology policies,
 * each with the override policies, or those that a deploy step names.
 */
public final class Placement {
    private static final ClusterName LOCAL = new ClusterName("local");
    private static final String NAMESPACE = "default";

    private final Map<ClusterName, Cluster> clusters = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** A cluster and, where a policy or environment says so, a namespace. */
    record Target(ClusterName cluster, Optional<String> namespace) {}

    private record Spot(String component, ClusterName cluster, String namespace, String replicaKey) {}

    private Placement(Collection<Cluster> clusters) {
        clusters.stream()
                .sorted(Comparator.comparing(Cluster::name))
                .forEach(cluster -> this.clusters.put(cluster.name(), cluster));
    }

    /**
     * Components of the application, in its order, at each of their places.
     *
     * @param clusters all that are known
     * @throws Rejected with every problem: an unknown cluster, labels that no cluster has, two policies that disagree
     */
    public static List<Unit> place(Application application, Environment environment, Collection<Cluster> clusters)
            throws Rejected {
        Placement placement = new Placement(clusters);
        List<Unit> units = placement.units(application, environment);
        if (!placement.problems.isEmpty()) {
            throw new Rejected(placement.problems);
        }
        return units;
    }

    /**
     * Every cluster that the application is meant for, also one to which none of its components goes.
     *
     * @throws Rejected as {@link #place}
     */
    public static Set<ClusterName> clusters(
            Application application, Environment environment, Collection<Cluster> clusters) throws Rejected {
        Placement placement = new Placement(clusters);
        Set<ClusterName> names = new TreeSet<>();
        for (Deployment deployment : Deployment.of(application, placement.problems)) {
            placement.targets(deployment, application, environment).forEach(target -> names.add(target.cluster()));
        }
        placement.policies(application, environment).forEach(unit -> names.add(unit.cluster()));
        if (!placement.problems.isEmpty()) {
            throw new Rejected(placement.problems);
        }
        return names;
    }

    private List<Target> targets(Deployment deployment, Application application, Environment environment) {
        Position at = environment.placement().position().orElse(application.position());
        return deployment.topologies().isEmpty()
                ? environmentTargets(environment.placement(), at)
                : deployment.topologies().stream()
                        .flatMap(topology -> topologyTargets(topology).stream())
                        .distinct()
                        .toList();
    }

    private List<Unit> units(Application application, Environment environment) {
        Map<Spot, Unit> units = new LinkedHashMap<>();
        for (Deployment deployment : Deployment.of(application, problems)) {
            List<Target> targets = targets(deployment, application, environment);
            for (Application.Component component : deployment.components()) {
                for (Target target : targets) {
                    String namespace =
                            target.namespace().or(application::namespace).orElse(NAMESPACE);
                    add(
                            units,
                            new Unit(
                                    component,
                                    target.cluster(),
                                    namespace,
                                    component.replicaKey().orElse("")));
                }
            }
        }
        List<Unit> all = new ArrayList<>(units.values());
        all.addAll(policies(application, environment));
        return List.copyOf(all);
    }

    /** Policies that are definitions: their objects go where the environment says, else to the default cluster. */
    private List<Unit> policies(Application application, Environment environment) {
        List<Application.Policy> policies = application.policies().stream()
                .filter(KnownTypes::rendersObjects)
                .toList();
        if (policies.isEmpty()) {
            return List.of();
        }
        List<Target> targets = targets(new Deployment(List.of(), List.of()), application, environment);
        List<Unit> units = new ArrayList<>();
        for (Application.Policy policy : policies) {
            for (Target target : targets) {
                String namespace = target.namespace().or(application::namespace).orElse(NAMESPACE);
                units.add(new Unit(policy.asComponent(), target.cluster(), namespace, ""));
            }
        }
        return units;
    }

    private void add(Map<Spot, Unit> units, Unit unit) {
        Spot spot = new Spot(unit.component().name(), unit.cluster(), unit.namespace(), unit.replicaKey());
        Unit other = units.putIfAbsent(spot, unit);
        if (other != null && !other.equals(unit)) {
            problems.add(Problem.at(
                    unit.component().position(),
                    "two policies want the component \"" + spot.component() + "\" at " + spot.cluster() + "/"
                            + spot.namespace() + " in different forms"));
        }
    }

    private List<Target> environmentTargets(Environment.Placement placement, Position at) {
        List<ClusterName> names = placement.clusters();
        if (names.isEmpty() && !placement.clusterSelector().isEmpty()) {
            names = labelled(placement.clusterSelector());
            if (names.isEmpty()) {
                problems.add(noCluster(at, placement.clusterSelector()));
            }
        } else if (names.isEmpty()) {
            names = List.of(LOCAL);
        }
        names.forEach(name -> known(name, at));
        return names.stream()
                .map(name -> new Target(name, placement.namespace()))
                .toList();
    }

    private List<Target> topologyTargets(Topology topology) {
        List<ClusterName> names;
        if (topology.clusters().isPresent()) {
            names = topology.clusters().get();
            names.forEach(name -> known(name, topology.position()));
        } else if (!topology.labels().isEmpty()) {
            names = labelled(topology.labels());
            if (names.isEmpty() && !topology.allowEmpty()) {
                problems.add(noCluster(topology.position(), topology.labels()));
            }
        } else {
            names = List.of(LOCAL);
            known(LOCAL, topology.position());
        }
        return names.stream()
                .map(name -> new Target(name, topology.namespace()))
                .toList();
    }

    private List<ClusterName> labelled(Map<String, String> labels) {
        return clusters.values().stream()
                .filter(cluster -> cluster.labels().entrySet().containsAll(labels.entrySet()))
                .map(Cluster::name)
                .toList();
    }

    private void known(ClusterName name, Position at) {
        if (!clusters.containsKey(name)) {
            List<String> names =
                    clusters.keySet().stream().map(ClusterName::value).toList();
            Problem problem =
                    Problem.at(at, "there is no cluster \"" + name + "\"").withNearest(Nearest.to(name.value(), names));
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    private static Problem noCluster(Position at, Map<String, String> labels) {
        List<String> wanted = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList();
        return Problem.at(at, "no cluster has the labels " + String.join(", ", wanted));
    }
}
