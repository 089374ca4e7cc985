package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.FieldTree;
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

/** Each file of {@code ignored/}: what Git says, what is left to others, what is live, and what is then sent. */
class IgnoredFieldsTest {
    private static final Path CASES = Path.of("src/test/resources/ignored");
    private static final Set<String> KEYS =
            Set.of("pointers", "git", "ours", "theirs", "live", "without", "known", "beside");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> bodies_are_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(10);
            return sorted.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(KEYS).containsAll(example.propertyNames());
        ObjectNode git = (ObjectNode) example.path("git");
        JsonNode before = git.deepCopy();
        List<JsonPointer> pointers = new ArrayList<>();
        example.path("pointers").forEach(p -> pointers.add(JsonPointer.compile(p.asString())));
        FieldTree ours = new FieldTree(example.path("ours"));
        IgnoredFields ignored = new IgnoredFields(git, pointers);

        assertThat(ignored.without()).isEqualTo(example.path("without"));
        assertThat(ignored.unheld(ours).<Object>map(body -> body).orElse("the live object must be read"))
                .isEqualTo(
                        example.path("known").isString() ? example.path("known").asString() : example.path("known"));
        assertThat(ignored.beside(example.path("live"), ours, everyones(example)))
                .isEqualTo(example.path("beside"));
        assertThat(git).as("what Git says is not touched").isEqualTo(before);
    }

    private static FieldTree everyones(JsonNode example) {
        ObjectNode all = (ObjectNode) example.path("ours").deepCopy();
        if (example.path("theirs") instanceof ObjectNode theirs) {
            ManagedEntry.unite(all, theirs);
        }
        return new FieldTree(all);
    }
}
