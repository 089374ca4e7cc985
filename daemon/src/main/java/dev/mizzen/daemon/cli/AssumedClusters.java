package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.spec.Application.Policy;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clusters as a repository names them, for commands that know none: each name that an environment or a topology policy
 * uses; for a selector by labels one cluster with those labels, named after the environment; and {@code local}.
 */
record AssumedClusters(Collection<Cluster> all) {
    static AssumedClusters of(SourceSpec spec) {
        SortedMap<ClusterName, Cluster> clusters = new TreeMap<>();
        add(clusters, "local", Map.of());
        spec.environments().forEach(environment -> ofEnvironment(clusters, environment));
        for (DeliverySpec delivery : spec.deliveries()) {
            if (delivery instanceof DeliverySpec.Deliver deliver) {
                deliver.application().policies().forEach(policy -> ofPolicy(clusters, policy));
            }
        }
        return new AssumedClusters(java.util.List.copyOf(clusters.values()));
    }

    private static void ofEnvironment(SortedMap<ClusterName, Cluster> clusters, Environment environment) {
        environment.placement().clusters().forEach(name -> add(clusters, name.value(), Map.of()));
        if (!environment.placement().clusterSelector().isEmpty()) {
            add(clusters, environment.name().value(), environment.placement().clusterSelector());
        }
    }

    private static void ofPolicy(SortedMap<ClusterName, Cluster> clusters, Policy policy) {
        if (policy.properties().isPresent()
                && policy.properties().get().get("clusters") instanceof Value.Sequence names) {
            for (Value name : names.items()) {
                if (name instanceof Value.Text text && ClusterName.isClusterName(text.text())) {
                    add(clusters, text.text(), Map.of());
                }
            }
        }
    }

    private static void add(SortedMap<ClusterName, Cluster> clusters, String name, Map<String, String> labels) {
        clusters.merge(
                new ClusterName(name),
                new Cluster(new ClusterName(name), labels),
                (known, more) -> known.labels().isEmpty() ? more : known);
    }
}
