package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code additions/}: a live object, what Git says, and what of it is a stranger's and how it is removed. */
class AdditionsTest {
    private static final Path CASES = Path.of("src/test/resources/additions");
    private static final Set<String> KEYS = Set.of("live", "git", "ignored", "fields", "values", "patch");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> additions_are_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(3);
            return sorted.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws Exception {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(KEYS).containsAll(example.propertyNames());
        JsonNode live = example.path("live");

        Additions additions = Additions.of(live, desired(example), "mizzen");

        assertThat(additions.fields().stream().map(f -> f.path() + " by " + f.manager()))
                .containsExactlyElementsOf(texts(example.path("fields")));
        if (example.has("values")) {
            assertThat(additions.fields()).extracting(Drift.Field::live).isEqualTo(texts(example.path("values")));
        }
        List<String> patch = new ArrayList<>();
        additions
                .removal(live)
                .forEach(op -> patch.add(
                        op.path("op").asString() + " " + op.path("path").asString()));
        assertThat(patch).isEqualTo(texts(example.path("patch")));
        assertThat(additions.removal(live).at("/0/value")).isEqualTo(live.at("/metadata/resourceVersion"));
    }

    private static DesiredObject desired(JsonNode example) throws Exception {
        ObjectNode git = (ObjectNode) example.path("git").deepCopy();
        git.put("apiVersion", "v1").put("kind", example.at("/live/kind").asString());
        git.putObject("metadata").put("name", "a");
        return new DesiredObject(
                new ObjectRef("", "X", "shop", "a"),
                Manifest.of(git),
                Digest.of("body"),
                "c",
                1,
                texts(example.path("ignored")).stream()
                        .map(JsonPointer::compile)
                        .toList(),
                0,
                Treatment.NORMAL);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
