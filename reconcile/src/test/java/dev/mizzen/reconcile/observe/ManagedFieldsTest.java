package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.plan.Observed.Addition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code managedfields/}: what a real API server (v1.37) held after one edit, and what it must tell. */
class ManagedFieldsTest {
    private static final Path CASES = Path.of("src/test/resources/managedfields");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> entries_tell_what_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));
        ManagedFields fields = ManagedFields.of(example.path("live"));
        JsonNode expected = example.path("expected");

        assertThat(additions(fields)).isEqualTo(expectedAdditions(expected));
        assertThat(entry(fields)).isEqualTo(expected.path("ourEntry").asString());
        assertThat(expected.path("holders").isEmpty()).isFalse();
        for (Map.Entry<String, JsonNode> holder : expected.path("holders").properties()) {
            FieldPath path = anyPath(fields, holder.getKey());
            assertThat(holderOf(fields, path))
                    .as(holder.getKey())
                    .isEqualTo(holder.getValue().asString());
        }
    }

    private static List<String> additions(ManagedFields fields) {
        return fields.additions("mizzen").stream()
                .map(a -> a.path() + " " + a.manager() + (a.metadata() ? " metadata" : ""))
                .toList();
    }

    private static List<String> expectedAdditions(JsonNode expected) {
        List<String> all = new ArrayList<>();
        for (JsonNode a : expected.path("additions")) {
            all.add(a.path("path").asString() + " " + a.path("manager").asString()
                    + (a.path("metadata").asBoolean() ? " metadata" : ""));
        }
        return all;
    }

    private String entry(ManagedFields fields) throws IOException {
        FieldTree ours = fields.appliedBy("mizzen");
        if (ours.fields().isEmpty()) {
            return "gone";
        }
        JsonNode applied = yaml.readTree(Files.readString(CASES.resolve("applied.yaml")));
        FieldTree baseline = ManagedFields.of(applied.path("live")).appliedBy("mizzen");
        return ours.leaves().stream()
                        .collect(Collectors.toSet())
                        .equals(baseline.leaves().stream().collect(Collectors.toSet()))
                ? "the same"
                : "changed";
    }

    /** The path that people write so; from what we applied, or from what others hold. */
    private FieldPath anyPath(ManagedFields fields, String text) throws IOException {
        JsonNode applied = yaml.readTree(Files.readString(CASES.resolve("applied.yaml")));
        List<FieldPath> known = new ArrayList<>();
        Stream.concat(fields.entries().stream(), ManagedFields.of(applied.path("live")).entries().stream())
                .flatMap(e -> e.fields().leaves().stream())
                .forEach(leaf -> {
                    for (FieldPath at = leaf; !at.steps().isEmpty(); at = at.parent()) {
                        known.add(at);
                    }
                });
        return known.stream()
                .filter(p -> p.toString().equals(text))
                .findFirst()
                .orElseGet(() -> FieldPath.ROOT.then(new FieldPath.Step.Name(text)));
    }

    private static String holderOf(ManagedFields fields, FieldPath path) {
        return fields.holder(path, "mizzen")
                .map(e -> (e.manager() + " " + e.operation() + " " + e.subresource()).strip())
                .orElse("none");
    }

    @Test
    void a_path_reads_as_people_write_it_and_finds_its_value() throws IOException {
        JsonNode object = yaml.readTree("""
                metadata: { labels: { app.kubernetes.io/name: web }, finalizers: [a, example.org/hold] }
                spec:
                  ports: [{ port: 80, protocol: TCP, name: a }, { port: 80, protocol: UDP, name: b }]
                  args: [x, y]
                """);

        assertThat(path("f:metadata", "f:labels", "f:app.kubernetes.io/name"))
                .hasToString("metadata.labels[\"app.kubernetes.io/name\"]")
                .satisfies(p -> assertThat(p.in(object).asString()).isEqualTo("web"));
        assertThat(path("f:metadata", "f:finalizers", "v:\"example.org/hold\""))
                .hasToString("metadata.finalizers[=\"example.org/hold\"]")
                .satisfies(p -> assertThat(p.in(object).asString()).isEqualTo("example.org/hold"));
        assertThat(path("f:spec", "f:ports", "k:{\"protocol\":\"UDP\",\"port\":80}", "f:name"))
                .hasToString("spec.ports[port=80,protocol=\"UDP\"].name")
                .satisfies(p -> assertThat(p.in(object).asString()).isEqualTo("b"));
        assertThat(path("f:spec", "f:args", "i:1"))
                .hasToString("spec.args[1]")
                .satisfies(p -> assertThat(p.in(object).asString()).isEqualTo("y"));
        assertThat(path("f:spec", "f:ports", "k:{\"port\":81}").in(object).isMissingNode())
                .isTrue();
    }

    @Test
    void who_holds_a_map_as_one_holds_what_is_in_it() {
        JsonNode live = yaml.readTree("""
                metadata:
                  managedFields:
                    - { manager: a, operation: Update, fieldsV1: { "f:spec": { "f:nodeSelector": {} } } }
                """);

        FieldPath below = path("f:spec", "f:nodeSelector", "f:disk");

        assertThat(ManagedFields.of(live).holder(below, "mizzen")).isPresent();
        assertThat(ManagedFields.of(live).holder(below, "a")).isEmpty();
    }

    @Test
    void a_key_of_no_known_form_still_names_its_place() {
        assertThat(path("f:spec", "k:{broken", "x")).hasToString("spec[\"k:{broken\"].x");
    }

    @Test
    void additions_of_one_object_are_bounded() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            fields.append(i == 0 ? "" : ", ").append("\"f:k").append(i).append("\": {}");
        }
        JsonNode live = yaml.readTree("""
                metadata:
                  managedFields:
                    - { manager: mizzen, operation: Apply, fieldsV1: { "f:data": { "f:ours": {} } } }
                    - { manager: kubectl-edit, operation: Update, fieldsV1: { "f:data": { %s } } }
                """.formatted(fields));

        List<Addition> additions = ManagedFields.of(live).additions("mizzen");

        assertThat(additions).hasSize(ManagedFields.ADDITIONS);
        assertThat(additions.getFirst().path()).isEqualTo("data.k0");
    }

    private static FieldPath path(String... keys) {
        FieldPath path = FieldPath.ROOT;
        for (String key : keys) {
            path = path.then(FieldPath.Step.parse(key));
        }
        return path;
    }
}
