package dev.mizzen.reconcile.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Each folder of {@code place/} is a case: {@code repo/} holds the applications, {@code expected.yaml} says for each
 * delivery its units, or the problems. Every case knows the same four clusters.
 */
class PlacementTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<Cluster> CLUSTERS = List.of(
            cluster("us-1", Map.of("purpose", "prod", "zone", "us")),
            cluster("eu-1", Map.of("purpose", "prod", "zone", "eu")),
            cluster("staging", Map.of("purpose", "test")),
            cluster("local", Map.of()));

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> cases = Files.list(Path.of("src/test/resources/place"))) {
            List<Path> sorted = cases.sorted().toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream()
                    .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> check(dir)));
        }
    }

    private static void check(Path dir) throws Exception {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("repo", "expected.yaml");
        }
        DirectorySnapshot repo = DirectorySnapshot.of(new SourceName("source"), dir.resolve("repo"));
        ObjectNode actual = YAML.createObjectNode();
        for (DeliverySpec delivery :
                new SpecReader().read(repo, revision -> repo).deliveries()) {
            assertThat(delivery).isInstanceOf(DeliverySpec.Deliver.class);
            DeliverySpec.Deliver deliver = (DeliverySpec.Deliver) delivery;
            actual.set(deliver.id().environment() + "/" + deliver.id().app(), placed(deliver));
        }
        JsonNode expected = YAML.readTree(dir.resolve("expected.yaml").toFile());
        assertThat(YAML.writeValueAsString(actual)).isEqualTo(YAML.writeValueAsString(expected));
    }

    private static ArrayNode placed(DeliverySpec.Deliver deliver) {
        ArrayNode result = YAML.createArrayNode();
        try {
            List<Unit> units = Placement.place(deliver.application(), deliver.environment(), CLUSTERS);
            units.forEach(unit -> result.add(line(unit)));
            Set<ClusterName> clusters =
                    new TreeSet<>(Placement.clusters(deliver.application(), deliver.environment(), CLUSTERS));
            units.forEach(unit -> clusters.remove(unit.cluster()));
            clusters.forEach(cluster -> result.add(cluster + ": nothing goes there"));
        } catch (Rejected e) {
            e.problems().stream().map(Problem::toString).forEach(result::add);
        }
        return result;
    }

    private static String line(Unit unit) {
        Application.Component component = unit.component();
        List<String> parts = new ArrayList<>();
        parts.add(unit.cluster() + "/" + unit.namespace() + " " + component.name() + " " + component.type());
        if (!unit.replicaKey().isEmpty()) {
            parts.add("as " + unit.replicaKey());
        }
        component
                .properties()
                .ifPresent(properties -> parts.add(Values.toJson(properties).toString()));
        component
                .traits()
                .forEach(trait -> parts.add("+" + trait.type()
                        + trait.properties()
                                .map(p -> Values.toJson(p).toString())
                                .orElse("")));
        if (!component.dependsOn().isEmpty()) {
            parts.add("after " + String.join(",", component.dependsOn()));
        }
        return String.join(" ", parts);
    }

    private static Cluster cluster(String name, Map<String, String> labels) {
        return new Cluster(new ClusterName(name), labels);
    }
}
