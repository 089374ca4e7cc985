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
        Value.Mapping properties = policy.properties().orElseThrow();
        return new Topology(
                properties.get("clusters") instanceof Value.Sequence list
                        ? Optional.of(list.items().stream()
                                .map(item -> new ClusterName(((Value.Text) item).text()))
                                .toList())
                        : Optional.empty(),
                ShapeCheck.map(properties, "clusterLabelSelector")
                        .map(labels -> labels.fields().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        label -> ((Value.Text) label.getValue().value()).text())))
                        .orElse(Map.of()),
                properties.get("allowEmpty") instanceof Value.Flag flag && flag.flag(),
                ShapeCheck.text(properties, "namespace"),
                policy.position());
    }
}
