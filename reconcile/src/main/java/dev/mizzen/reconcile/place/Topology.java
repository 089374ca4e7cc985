package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A topology policy, its properties checked.
 *
 * @param clusters by name, in their order; present and empty means nowhere
 * @param labels that a cluster must have; used where {@code clusters} is absent
 * @param namespace empty where the application's own is meant
 */
record Topology(
        Optional<List<ClusterName>> clusters,
        Map<String, String> labels,
        boolean allowEmpty,
        Optional<String> namespace,
        Position position) {
    static Topology of(Application.Policy policy) {
        return of(policy.properties().orElseThrow(), policy.position());
    }

    static Topology of(Value.Mapping properties, Position position) {
        return new Topology(
                properties.get("clusters") instanceof Value.Sequence list
                        ? Optional.of(list.items().stream()
                                .map(item -> new ClusterName(((Value.Text) item).text()))
                                .toList())
                        : Optional.empty(),
                labels(properties, "clusterLabelSelector"),
                properties.get("allowEmpty") instanceof Value.Flag flag && flag.flag(),
                ShapeCheck.text(properties, "namespace"),
                position);
    }

    /** One cluster, or the default one. */
    static Topology at(Optional<String> cluster, Optional<String> namespace, Position position) {
        return new Topology(cluster.map(name -> List.of(new ClusterName(name))), Map.of(), false, namespace, position);
    }

    /** Those that have the labels in {@code field}. */
    static Topology labelled(Value.Mapping selector, String field, Optional<String> namespace, Position position) {
        return new Topology(Optional.empty(), labels(selector, field), false, namespace, position);
    }

    private static Map<String, String> labels(Value.Mapping mapping, String field) {
        return ShapeCheck.map(mapping, field)
                .map(labels -> labels.fields().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                label -> ((Value.Text) label.getValue().value()).text())))
                .orElse(Map.of());
    }
}
