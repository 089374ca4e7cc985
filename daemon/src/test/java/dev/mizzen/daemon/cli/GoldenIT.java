package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Commands that need no daemon and no cluster, each a folder of {@code cli/cases}: {@code command}, what it prints
 * ({@code out}, {@code err}; none if the file is not there) and its {@code exit} code. {@code $repos} in a command is the
 * folder {@code cli/repos}. Digests and the lines of built-in definitions, which change with every release, are not compared.
 */
class GoldenIT {
    private static final Set<String> FILES = Set.of("command", "out", "err", "exit");

    @TestFactory
    Stream<DynamicTest> printsWhatItPromises() throws Exception {
        return children(folder("cases")).stream()
                .map(test -> DynamicTest.dynamicTest(test.getFileName().toString(), () -> check(test)));
    }

    private static void check(Path test) throws Exception {
        assertThat(children(test))
                .extracting(file -> file.getFileName().toString())
                .isSubsetOf(FILES);
        String command =
                read(test, "command").strip().replace("$repos", folder("repos").toString());
        Typed typed = Typed.of(command.split(" +"));
        assertThat(stable(typed.err())).as("what is printed as error").isEqualTo(read(test, "err"));
        assertThat(stable(typed.out())).as("what is printed").isEqualTo(read(test, "out"));
        assertThat(typed.exit())
                .as("exit code")
                .isEqualTo(Integer.parseInt(read(test, "exit").strip()));
    }

    private static String stable(String printed) throws URISyntaxException {
        return printed.replace(folder("repos").toString(), "$repos")
                .replaceAll("\\b[0-9a-f]{64}\\b", "<digest>")
                .replaceAll("(built-in definitions/\\S+?\\.cue):\\d+:\\d+", "$1:<line>");
    }

    private static String read(Path test, String name) throws IOException {
        Path file = test.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().collect(Collectors.toList());
        }
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(GoldenIT.class.getResource("/cli/" + name))
                .toURI());
    }
}
