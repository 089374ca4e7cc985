package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.ShownValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code drift/}: a live object and the answer to a dry-run apply, both from a real API server (v1.37). */
class DriftFieldsTest {
    private static final Path CASES = Path.of("src/test/resources/drift");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> fields_differ_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));

        List<Drift.Field> fields = between(example.path("live"), example.path("wanted"));

        List<String> expected = new ArrayList<>();
        for (JsonNode f : example.path("expected")) {
            expected.add("%s: \"%s\" is \"%s\" by %s"
                    .formatted(
                            f.path("path").asString(),
                            f.path("desired").asString(),
                            f.path("live").asString(),
                            f.path("manager").asString()));
        }
        assertThat(fields.stream()
                        .map(f -> "%s: \"%s\" is \"%s\" by %s".formatted(f.path(), f.desired(), f.live(), f.manager())))
                .isEqualTo(expected);
    }

    @Test
    void no_value_of_a_secret_is_told() throws IOException {
        JsonNode example = yaml.readTree(Files.readString(CASES.resolve("secret-edited.yaml")));

        String told = between(example.path("live"), example.path("wanted")).toString();

        for (JsonNode value : example.path("live").path("data")) {
            assertThat(told).doesNotContain(value.asString());
        }
        for (JsonNode value : example.path("wanted").path("data")) {
            assertThat(told).doesNotContain(value.asString());
        }
    }

    @Test
    void long_values_and_many_fields_are_cut() {
        ObjectNode live = object("x".repeat(1_000));
        ObjectNode wanted = object("y".repeat(1_000));

        List<Drift.Field> fields = between(live, wanted);

        assertThat(fields).hasSize(DriftFields.FIELDS);
        assertThat(fields.getFirst().live()).hasSize(ShownValue.CHARACTERS).endsWith("…");
    }

    /** Where admission changes nothing. */
    private static List<Drift.Field> between(JsonNode live, JsonNode wanted) {
        return DriftFields.between(live, wanted, wanted, "mizzen").told();
    }

    private ObjectNode object(String value) {
        ObjectNode object = yaml.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode entry =
                object.putObject("metadata").putArray("managedFields").addObject();
        entry.put("manager", "mizzen").put("operation", "Apply");
        ObjectNode fields = entry.putObject("fieldsV1").putObject("f:data");
        ObjectNode data = object.putObject("data");
        for (int i = 0; i < 100; i++) {
            fields.putObject("f:k" + i);
            data.put("k" + i, value);
        }
        return object;
    }
}
