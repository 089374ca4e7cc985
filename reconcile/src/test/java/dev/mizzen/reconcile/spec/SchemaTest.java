package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The published schemas, for editors, and the reader agree on every example. */
class SchemaTest {
    private static final Path SCHEMAS = Path.of("../docs/schema");

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("src/test/resources/spec", "src/test/resources/place")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(file -> file.endsWith("application.yaml") || file.endsWith("environment.yaml"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(50);
        return files.stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> agree(file)));
    }

    /** One mistake at a time, so that no other mistake hides what a schema lets pass. */
    @Test
    void eachMistakeIsOneForBoth() throws IOException {
        for (String mistake : List.of(
                "metadata: { name: Web }",
                "metadata: { name: web, labels: { a: 1 } }",
                "status: 1\nextra: 1",
                "spec: { components: [{ name: a }] }",
                "spec: { components: [{ name: a, type: ' ' }] }",
                "spec: { components: [{ name: a, type: b, properties: text }] }",
                "spec: { components: [{ name: a, type: b, traits: [{}] }] }",
                "spec: { components: [], traits: [] }",
                "spec: { components: [], workflow: [] }",
                "spec: { components: [], workflow: { steps: [{ type: a, timeout: 1d }] } }",
                "spec: { components: [], policies: [{ name: a }] }")) {
            String text = "apiVersion: core.oam.dev/v1beta1\nkind: Application\n"
                    + (mistake.startsWith("metadata") ? "" : "metadata: { name: web }\n")
                    + (mistake.startsWith("spec") ? "" : "spec: { components: [] }\n") + mistake + "\n";
            Value value = read("a.yaml", text).documents().getFirst();
            assertThat(problems(value, ApplicationShape.base())).as(mistake).isNotEmpty();
            assertThat(isValid(value, "application.json")).as(mistake).isFalse();
        }
    }

    private static void agree(Path file) throws IOException {
        boolean application = file.endsWith("application.yaml");
        YamlFile yaml = read(file.toString(), Files.readString(file));
        if (!yaml.problems().isEmpty()) {
            return;
        }
        Shape shape = application ? ApplicationShape.base() : EnvironmentShape.environment();
        for (Value document : yaml.documents()) {
            assertThat(isValid(document, application ? "application.json" : "environment.json"))
                    .as("valid for the schema, while the reader says " + problems(document, shape))
                    .isEqualTo(problems(document, shape).isEmpty());
        }
    }

    private static List<Problem> problems(Value value, Shape shape) {
        List<Problem> problems = new ArrayList<>();
        ShapeCheck.ofWhole(problems).check(value, shape);
        return problems;
    }

    private static boolean isValid(Value value, String schema) throws IOException {
        Schema read = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMAS.resolve(schema)), InputFormat.JSON);
        return read.validate(Values.toJson(value)).isEmpty();
    }

    private static YamlFile read(String file, String text) {
        return YamlReader.read(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
