package dev.mizzen.daemon.cli.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One Application and what KubeVela made of it.
 *
 * @param id group and folder, as {@code cases/site-webservice-l9}
 * @param arguments that KubeVela's command was given
 * @param extra files beside {@code app.yaml} that it was given, in their order
 */
public record Case(String id, Path folder, List<String> arguments, List<String> extra) {
    static final String APPLICATION = "app.yaml";
    static final String EXPECTED = "expected.yaml";
    static final String ERROR = "error.txt";

    /**
     * All cases below a folder, sorted by name: each folder of each group, {@code <group>/<id>/}, described by a line of
     * {@code <group>.tsv} if there is one.
     */
    public static List<Case> in(Path root) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path group : folders(root)) {
            Map<String, Map<String, String>> lines = lines(root.resolve(group.getFileName() + ".tsv"));
            for (Path folder : folders(group)) {
                if (Files.exists(folder.resolve(APPLICATION))) {
                    cases.add(of(group, folder, lines));
                }
            }
        }
        return List.copyOf(cases);
    }

    private static Case of(Path group, Path folder, Map<String, Map<String, String>> lines) {
        String name = folder.getFileName().toString();
        Optional<Map<String, String>> line = Optional.ofNullable(lines.get(name));
        return new Case(
                group.getFileName() + "/" + name,
                folder,
                line.map(l -> words(l.getOrDefault("args", "-"), "\\s+")).orElse(List.of()),
                line.map(l -> words(l.getOrDefault("extra_files", "-"), "\\+")).orElseGet(() -> others(folder)));
    }

    private static List<String> words(String text, String between) {
        return text.isBlank() || text.equals("-")
                ? List.of()
                : List.of(text.strip().split(between));
    }

    /** Without a line that names them: every other file, by name. */
    private static List<String> others(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml")
                            && !List.of(APPLICATION, EXPECTED).contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> folders(Path in) throws IOException {
        try (Stream<Path> all = Files.list(in)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Id → column → text. */
    private static Map<String, Map<String, String>> lines(Path table) throws IOException {
        if (!Files.exists(table)) {
            return Map.of();
        }
        List<String> all = Files.readAllLines(table);
        List<String> head = all.isEmpty() ? List.of() : List.of(all.getFirst().split("\t", -1));
        Map<String, Map<String, String>> lines = new HashMap<>();
        for (String text : all.subList(Math.min(1, all.size()), all.size())) {
            String[] cells = text.split("\t", -1);
            Map<String, String> line = new HashMap<>();
            for (int i = 0; i < Math.min(cells.length, head.size()); i++) {
                line.put(head.get(i), cells[i]);
            }
            lines.put(line.getOrDefault("id", ""), line);
        }
        return lines;
    }

    /** The namespace of {@code -n}. */
    Optional<String> namespace() {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals("-n") || argument.equals("--namespace")) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (argument.startsWith("--namespace=") || argument.startsWith("-n=")) {
                return Optional.of(argument.substring(argument.indexOf('=') + 1));
            }
        }
        return Optional.empty();
    }

    boolean merges() {
        return arguments.contains("--merge") || arguments.contains("--merge=true");
    }
}
