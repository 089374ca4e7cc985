package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code originals/}: an object as a server holds it, and what of it is copied. */
class OriginalTest {
    private static final Path CASES = Path.of("src/test/resources/originals");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> copies_are_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(5);
            return sorted.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(example.propertyNames()).containsExactly("live", "copy");
        JsonNode live = example.path("live");
        JsonNode before = live.deepCopy();

        assertThat(Original.of(live)).isEqualTo(example.path("copy"));
        assertThat(live).as("the original is not touched").isEqualTo(before);
    }
}
