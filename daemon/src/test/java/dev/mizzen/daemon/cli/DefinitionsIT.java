package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DefinitionsIT {
    private static final Path BUILT_IN = Path.of("../definitions");
    private static final Path REFERENCE = Path.of("../docs/reference");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachBuiltInDefinitionMakesWhatItsExampleSays() {
        Typed typed = Typed.of("definitions", "test", BUILT_IN.toString(), "--strict");
        assertThat(typed.out()).endsWith(" passed, 0 failed\n");
        assertThat(typed.exit()).isZero();
    }

    @Test
    void thePagesOfTheReferenceAreAsTheyWouldBeWritten() throws IOException {
        Typed typed = Typed.of("definitions", "reference", BUILT_IN.toString(), folder.toString());
        assertThat(typed.exit()).as(typed.err()).isZero();
        assertThat(names(REFERENCE)).isEqualTo(names(folder));
        for (String page : names(folder)) {
            assertThat(Files.readString(REFERENCE.resolve(page)))
                    .as(page + ": run mizzen definitions reference definitions docs/reference")
                    .isEqualTo(Files.readString(folder.resolve(page)));
        }
    }

    @Test
    void aSkeletonOfEachKindRendersAsItIs() throws IOException {
        for (String kind : List.of("component", "trait", "policy", "workflow-step")) {
            Typed made = Typed.of("definitions", "new", kind, "my-" + kind, "--to", folder.toString());
            assertThat(made.exit()).as(made.err()).isZero();
        }
        assertThat(Typed.of("definitions", "new", "trait", "my-trait", "--to", folder.toString())
                        .err())
                .contains("is there already");
        assertThat(Typed.of("definitions", "test", folder.toString(), "--update")
                        .out())
                .isEqualTo("3 passed, 0 failed\n");
        assertThat(Files.readString(folder.resolve("examples/trait/my-trait.yaml")))
                .contains("replicas: 3\n---\n")
                .contains("kind: Deployment");
        Typed tested = Typed.of("definitions", "test", folder.toString(), "--strict");
        assertThat(tested.out()).isEqualTo("3 passed, 0 failed\n");
    }

    @Test
    void anExampleThatSaysSomethingElseFails() throws IOException {
        Typed.of("definitions", "new", "trait", "my-trait", "--to", folder.toString());
        Typed.of("definitions", "test", folder.toString(), "--update");
        Path example = folder.resolve("examples/trait/my-trait.yaml");
        Files.writeString(
                example, Files.readString(example).replace("  replicas: 3\n  selector", "  replicas: 4\n  selector"));
        Typed tested = Typed.of("definitions", "test", folder.toString());
        assertThat(tested.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(tested.out())
                .contains("trait my-trait: ")
                .contains("object 1 is not as the example says")
                .endsWith("0 passed, 1 failed\n");
    }

    @Test
    void aDefinitionComesBackFromYamlAsItWas() throws IOException {
        Path yaml = folder.resolve("scaler.yaml");
        Typed there = Typed.of("definitions", "convert", BUILT_IN + "/trait/scaler.cue", "--to", yaml.toString());
        assertThat(there.exit()).as(there.err()).isZero();
        assertThat(Files.readString(yaml)).contains("kind: TraitDefinition\n").contains("template: |");
        Typed back = Typed.of("definitions", "convert", yaml.toString());
        assertThat(back.out()).contains("scaler: {\n").contains("type:        \"trait\"\n");
        Typed compared = Typed.of("definitions", "compare", folder.toString());
        assertThat(compared.out()).isEqualTo("1 equal, 0 differ\n");
        assertThat(compared.exit()).isZero();
    }

    @Test
    void aDifferenceIsToldWithAnInputThatShowsIt() throws IOException {
        String scaler = Files.readString(BUILT_IN.resolve("trait/scaler.cue"));
        assertThat(scaler).contains("replicas: *1 | int");
        Files.writeString(folder.resolve("scaler.cue"), scaler.replace("replicas: *1 | int", "replicas: *2 | int"));
        Files.writeString(folder.resolve("other.cue"), scaler.replace("scaler: {", "other: {"));
        Typed compared = Typed.of("definitions", "compare", folder.toString());
        assertThat(compared.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(compared.err()).contains("not compared: no trait \"other\" is built in");
        assertThat(compared.out())
                .contains("trait scaler: schema replicas.default: theirs 2, ours 1")
                .contains("trait scaler: objects [0].object.spec.replicas: theirs 2, ours 1, as with {")
                .endsWith("0 equal, 1 differ\n");
    }

    @Test
    void differencesOnPurposeAreSaidInTheirDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/kubevela-differences.md"));
        JsonNode all = JsonMapper.builder()
                .build()
                .readTree(Typed.of("definitions", "list", "-o", "json").out());
        assertThat(all.size()).isGreaterThan(50);
        try (Stream<Path> files = Files.walk(BUILT_IN)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".cue")).toList()) {
                if (Files.readString(file).contains(DefinitionReasons.ANNOTATION)) {
                    String name = String.valueOf(file.getFileName()).replace(".cue", "");
                    assertThat(document).as(file.toString()).contains("`" + name + "`");
                }
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
