package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.spec.Application.Policy;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clusters as a repository names them, for commands that know none: each name that an environment, policy or step
 * uses; for a selector by labels one cluster with those labels, named after the environment or policy; and
 * {@code local}.
 */
record AssumedClusters(Collection<Cluster> all) {
    static AssumedClusters of(SourceSpec spec) {
        SortedMap<ClusterName, Cluster> clusters = new TreeMap<>();
        add(clusters, "local", Map.of());
        spec.environments().forEach(environment -> ofEnvironment(clusters, environment));
        for (DeliverySpec delivery : spec.deliveries()) {
            if (delivery instanceof DeliverySpec.Deliver deliver) {
                deliver.application().policies().forEach(policy -> ofPolicy(clusters, policy));
                deliver.application()
                        .workflow()
                        .ifPresent(workflow -> workflow.steps().forEach(step -> ofStep(clusters, step)));
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
        policy.properties().ifPresent(properties -> {
            names(clusters, properties);
            labels(clusters, policy.name(), properties, "clusterLabelSelector");
            for (Value.Mapping environment : ShapeCheck.maps(properties, "envs")) {
                ShapeCheck.map(environment, "placement")
                        .flatMap(placement -> ShapeCheck.map(placement, "clusterSelector"))
                        .ifPresent(selector -> {
                            ShapeCheck.text(selector, "name").ifPresent(name -> add(clusters, name, Map.of()));
                            labels(
                                    clusters,
                                    ShapeCheck.text(environment, "name").orElse(""),
                                    selector,
                                    "labels");
                        });
            }
        });
    }

    private static void ofStep(SortedMap<ClusterName, Cluster> clusters, Value.Mapping step) {
        ShapeCheck.map(step, "properties").ifPresent(properties -> {
            names(clusters, properties);
            ShapeCheck.text(properties, "cluster").ifPresent(name -> add(clusters, name, Map.of()));
        });
        ShapeCheck.maps(step, "subSteps").forEach(sub -> ofStep(clusters, sub));
    }

    private static void names(SortedMap<ClusterName, Cluster> clusters, Value.Mapping properties) {
        if (properties.get("clusters") instanceof Value.Sequence names) {
            for (Value name : names.items()) {
                if (name instanceof Value.Text text) {
                    add(clusters, text.text(), Map.of());
                }
            }
        }
    }

    /** One cluster with the labels that are selected, named after who selects. */
    private static void labels(
            SortedMap<ClusterName, Cluster> clusters, String name, Value.Mapping properties, String field) {
        Map<String, String> labels = new TreeMap<>();
        ShapeCheck.map(properties, field)
                .ifPresent(selector -> selector.fields().forEach((key, value) -> {
                    if (value.value() instanceof Value.Text text) {
                        labels.put(key, text.text());
                    }
                }));
        if (!labels.isEmpty()) {
            add(clusters, name, labels);
        }
    }

    private static void add(SortedMap<ClusterName, Cluster> clusters, String name, Map<String, String> labels) {
        if (!ClusterName.isClusterName(name)) {
            return;
        }
        clusters.merge(
                new ClusterName(name),
                new Cluster(new ClusterName(name), labels),
                (known, more) -> known.labels().isEmpty() ? more : known);
    }
}
