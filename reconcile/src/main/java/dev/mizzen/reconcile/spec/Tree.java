package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A snapshot that remembers what was looked for in it, found or not. */
final class Tree {
    private final Snapshot snapshot;
    private final Map<String, String> reads = new TreeMap<>();

    Tree(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    boolean isDirectory(String path) {
        return entry(path).filter(Entry.Directory.class::isInstance).isPresent();
    }

    Optional<Entry.File> file(String path) {
        return entry(path).filter(Entry.File.class::isInstance).map(Entry.File.class::cast);
    }

    /** What lies in a directory, by name; nothing where there is none. */
    List<Entry> children(String path) {
        return isDirectory(path) ? snapshot.children(path) : List.of();
    }

    /** The documents that hold something; reading stops nothing else. */
    YamlFile yaml(Entry.File file) {
        reads.put(file.path(), file.id());
        try {
            byte[] content = snapshot.read(file, YamlReader.FILE_BYTES);
            if (SealedFile.is(content)) {
                return new YamlFile(
                        List.of(), List.of(Problem.at(start(file.path()), "the file " + SealedFile.REFUSED)));
            }
            YamlFile whole = YamlReader.read(file.path(), content);
            List<Value> documents = whole.documents().stream()
                    .filter(document -> !(document instanceof Value.Nothing))
                    .toList();
            return new YamlFile(documents, whole.problems());
        } catch (FileTooLarge e) {
            String message = "the file is larger than the limit of " + YamlReader.FILE_BYTES + " bytes";
            return new YamlFile(List.of(), List.of(Problem.at(start(file.path()), message)));
        } catch (FileSealed e) {
            String message = "the file cannot be read: " + e.reason();
            return new YamlFile(List.of(), List.of(Problem.at(new Position(file.path(), e.line(), 1), message)));
        }
    }

    /** The only document of a file; empty, with a problem, where there are none or several. */
    Optional<Value> document(Entry.File file, String kind, List<Problem> problems) {
        YamlFile yaml = yaml(file);
        problems.addAll(yaml.problems());
        if (!yaml.problems().isEmpty()) {
            return Optional.empty();
        }
        if (yaml.documents().isEmpty()) {
            problems.add(Problem.at(start(file.path()), "expected an " + kind + ", found an empty file"));
        } else if (yaml.documents().size() > 1) {
            problems.add(Problem.at(
                    yaml.documents().get(1).position(), "expected one " + kind + ", found a second document"));
        }
        return yaml.documents().size() == 1 ? Optional.of(yaml.documents().getFirst()) : Optional.empty();
    }

    /** Path → object id of a blob or, for a listing, tree; {@code absent} where nothing was there. */
    Map<String, String> reads() {
        return reads;
    }

    static Position start(String path) {
        return new Position(path, 1, 1);
    }

    private Optional<Entry> entry(String path) {
        Optional<Entry> entry = snapshot.entry(path);
        reads.put(path, entry.map(Entry::id).orElse(Lookup.ABSENT));
        return entry;
    }
}
