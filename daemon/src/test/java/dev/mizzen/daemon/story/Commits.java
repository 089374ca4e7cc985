package dev.mizzen.daemon.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a story's repositories as its commits leave them: each folder is written over what was there. */
final class Commits {
    private final Path folder;
    private final Map<String, Of> repositories = new HashMap<>();

    Commits(Path folder) {
        this.folder = folder;
    }

    Of of(String source) {
        return repositories.computeIfAbsent(source, name -> new Of());
    }

    /** Those of one repository. */
    final class Of {
        private final Map<String, String> files = new TreeMap<>();

        /** All files after the commit {@code name}: path → text. */
        Map<String, String> after(
                String name, List<String> remove, Map<String, String> replace, Map<String, String> generate) {
            for (String gone : remove) {
                if (!files.keySet().removeIf(path -> path.equals(gone) || path.startsWith(gone + "/"))) {
                    throw new IllegalArgumentException("commit " + name + " removes " + gone + ", which is not there");
                }
            }
            Path commit = folder.resolve("commits").resolve(name);
            if (Files.isDirectory(commit)) {
                addAll(files, commit, replace);
            } else if (remove.isEmpty() && generate.isEmpty()) {
                throw new IllegalArgumentException("no folder " + commit);
            }
            generate.forEach((path, what) -> files.put(path, Generated.file(what)));
            return Map.copyOf(files);
        }

        /** All files that a branch has with the commit {@code name} on it; the repository's own stay as they are. */
        Map<String, String> beside(@Nullable String name) {
            Map<String, String> branch = new TreeMap<>(files);
            if (name != null) {
                addAll(branch, folder.resolve("commits").resolve(name), Map.of());
            }
            return branch;
        }

        /** From now on the repository has these, since somebody else wrote to it. */
        void are(Map<String, String> now) {
            files.clear();
            files.putAll(now);
        }

        private static void addAll(Map<String, String> files, Path commit, Map<String, String> replace) {
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
}
