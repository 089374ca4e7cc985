package dev.mizzen.daemon.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a story's repository as its commits leave them: each folder is written over what was there. */
final class Commits {
    private final Path folder;
    private final Map<String, String> files = new TreeMap<>();

    Commits(Path folder) {
        this.folder = folder;
    }

    /** All files after the commit {@code name}: path → text. */
    Map<String, String> after(String name, List<String> remove, Map<String, String> replace) {
        for (String gone : remove) {
            if (!files.keySet().removeIf(path -> path.equals(gone) || path.startsWith(gone + "/"))) {
                throw new IllegalArgumentException("commit " + name + " removes " + gone + ", which is not there");
            }
        }
        Path commit = folder.resolve("commits").resolve(name);
        if (!Files.isDirectory(commit) && remove.isEmpty()) {
            throw new IllegalArgumentException("no folder " + commit);
        }
        if (Files.isDirectory(commit)) {
            addAll(commit, replace);
        }
        return Map.copyOf(files);
    }

    private void addAll(Path commit, Map<String, String> replace) {
        try (Stream<Path> all = Files.walk(commit)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                for (Map.Entry<String, String> change : replace.entrySet()) {
                    text = text.replace(change.getKey(), change.getValue());
                }
                files.put(commit.relativize(file).toString().replace('\\', '/'), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
