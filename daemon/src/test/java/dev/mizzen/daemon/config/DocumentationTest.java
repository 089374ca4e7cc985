package dev.mizzen.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.testkit.docs.YamlBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the documentation shows of {@code mizzen.yaml} is right in place of the same part of the written example. */
class DocumentationTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern PART = Pattern.compile("(?m)^(\\w+):.*\\n(?:[ #].*\\n)*");

    @TestFactory
    Stream<DynamicTest> partsOfTheConfigurationAreRight() throws IOException {
        String example = Files.readString(DOCS.resolve("examples/mizzen.yaml"));
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page :
                    pages.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                YamlBlock.of(page).stream()
                        .filter(block -> block.what().equals("mizzen.yaml"))
                        .forEach(block -> tests.add(DynamicTest.dynamicTest(
                                page.getFileName().toString(), () -> isRight(example, block.text()))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(1);
        return tests.stream();
    }

    private static void isRight(String example, String shown) throws Exception {
        List<String> shownParts =
                PART.matcher(shown).results().map(part -> part.group(1)).toList();
        assertThat(shownParts).isNotEmpty();
        StringBuilder whole = new StringBuilder(shown);
        for (MatchResult part : PART.matcher(example).results().toList()) {
            if (!shownParts.contains(part.group(1))) {
                whole.append(part.group());
            }
        }
        ConfigReader.read("mizzen.yaml", whole.toString().getBytes(StandardCharsets.UTF_8), Path.of("/etc/mizzen"));
    }
}
