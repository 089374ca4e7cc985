package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mizzen schema} prints accepts what definitions accept, and refuses what an editor should mark. */
class SchemaIT {
    private static final Path EXAMPLES = Path.of("../definitions/examples");

    @Test
    void eachExampleIsValid() throws IOException {
        String schema = schema();
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                String part =
                        Files.readString(file).split("(?m)^---$", 2)[0].strip().replace("\n", "\n      ");
                boolean policy = file.startsWith(EXAMPLES.resolve("policy"));
                String spec = policy ? "  components: []\n  policies:\n" : "  components:\n";
                assertThat(problems(schema, spec + "    -\n      " + part))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void wrongParametersAreMarked() throws IOException {
        String schema = schema();
        for (String mistake : List.of(
                "type: webservice, properties: { image: 1 }",
                "type: webservice, properties: {}",
                "type: webservice, properties: { image: a, imagePullPolicy: Sometimes }",
                "type: webservice, properties: { image: a, ports: [{ port: http }] }",
                "type: webservice, properties: { image: a, volumeMounts: { pvc: [{ name: a }] } }",
                "type: webservice, properties: { image: a }, traits: [{ type: scaler, properties: { replicas: many } }]",
                "type: task, properties: { image: a, count: '1' }")) {
            assertThat(problems(schema, "  components: [{ name: a, " + mistake + " }]"))
                    .as(mistake)
                    .isNotEmpty();
        }
        assertThat(problems(
                        schema, "  components: []\n  policies: [{ type: topology, properties: { clusters: one } }]"))
                .isNotEmpty();
    }

    @Test
    void whatNoDefinitionSaysPasses() throws IOException {
        for (String right : List.of(
                "type: unheard-of, properties: { any: 1 }",
                "type: webservice, properties: { image: a, port: 80 }",
                "type: webservice, properties: { image: a }, traits: [{ type: labels, properties: { a: b } }]",
                "type: webservice, properties: { image: a }, traits: [{ type: command, properties: { containers: [{ containerName: a, args: [b] }] } }]")) {
            assertThat(problems(schema(), "  components: [{ name: a, " + right + " }]"))
                    .as(right)
                    .isEmpty();
        }
    }

    @Test
    void aPartRequiresNothing() throws IOException {
        assertThat(problems(
                        Typed.of("schema", "--partial").out(),
                        "  components: [{ name: a, type: webservice, properties: {} }]"))
                .isEmpty();
    }

    @Test
    void aRepositorysOwnDefinitionsAreInIt(@TempDir Path repository) throws IOException {
        Typed.of(
                "definitions",
                "new",
                "trait",
                "mine",
                "--to",
                repository.resolve("definitions").toString());
        String schema = Typed.of("schema", repository.toString()).out();
        String wrong = "  components: [{ name: a, type: raw, traits: [{ type: mine, properties: { replicas: x } }] }]";
        assertThat(problems(schema, wrong)).isNotEmpty();
        assertThat(problems(schema(), wrong)).isEmpty();
    }

    private static String schema() {
        Typed typed = Typed.of("schema");
        assertThat(typed.exit()).as(typed.err()).isZero();
        return typed.out();
    }

    private static List<?> problems(String schema, String spec) throws IOException {
        String text =
                "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: a }\nspec:\n" + spec + "\n";
        var yaml = YamlReader.read("a.yaml", text.getBytes(StandardCharsets.UTF_8));
        assertThat(yaml.problems()).as(text).isEmpty();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(Values.toJson(yaml.documents().getFirst()));
    }
}
