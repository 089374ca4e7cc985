package dev.mizzen.reconcile.define;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The definition files anywhere below a directory, in the order of their paths: {@code .cue}, and YAML but for that in folders
 * named {@code examples}. A second definition of a kind and name is kept beside the first.
 *
 * @param problems of files that define nothing because of a mistake
 */
public record DefinitionDirectory(List<Definition> definitions, List<Problem> problems) {
    /** The folder of examples of a folder of definitions. */
    public static final String EXAMPLES = "examples";

    private static final SourceName SOURCE = new SourceName("directory");
    private static final List<String> FORMS = List.of(".cue", ".yaml", ".yml");
    private static final int DEPTH = 8;
    private static final int FILES = 5_000;

    /**
     * Reads all of them.
     *
     * @throws IOException if the directory or a file in it cannot be read, or if there are more than 5,000 of them
     */
    public static DefinitionDirectory read(Evaluator evaluator, Path directory) throws IOException, Waiting {
        List<Definition> definitions = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path path : files(directory)) {
            String name = directory.relativize(path).toString().replace('\\', '/');
            DefinitionFile file = DefinitionFile.read(evaluator, SOURCE, name, Files.readString(path));
            definitions.addAll(file.definitions());
            problems.addAll(file.problems());
        }
        return new DefinitionDirectory(List.copyOf(definitions), List.copyOf(problems));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory, DEPTH)) {
            List<Path> files = found.filter(path -> isDefinition(directory.relativize(path)))
                    .filter(Files::isRegularFile)
                    .limit(FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > FILES) {
                throw new IOException(directory + " holds more than " + FILES + " files of definitions");
            }
            return files;
        }
    }

    private static boolean isDefinition(Path path) {
        for (Path part : path) {
            if (part.toString().equals(EXAMPLES)) {
                return false;
            }
        }
        return FORMS.stream().anyMatch(path.toString()::endsWith);
    }
}
