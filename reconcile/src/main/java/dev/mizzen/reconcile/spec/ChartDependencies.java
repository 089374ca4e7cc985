package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dependencies of a chart's directory that its folder {@code charts} lacks, as its lock says them: {@code Chart.lock}, or
 * {@code requirements.lock} of charts in the older form. Without a lock there are none, and the render tells what is missing.
 */
public final class ChartDependencies {
    private static final int LOCK_BYTES = 1024 * 1024;
    private static final int MOST = 100;
    private static final String LOCAL = "file://";

    /** A dependency; {@code repository} is an address, or {@code file://} and a path from the chart's directory. */
    public record Dependency(String name, String version, String repository, Position position) {
        public boolean isLocal() {
            return repository.startsWith(LOCAL);
        }
    }

    private ChartDependencies() {}

    /**
     * Of the chart in {@code path}.
     *
     * @throws Rejected if there is a lock that cannot be read
     */
    public static List<Dependency> of(Snapshot snapshot, String path) throws Rejected {
        String prefix = path.isEmpty() ? "" : path + "/";
        Optional<Entry.File> lock =
                file(snapshot, prefix + "Chart.lock").or(() -> file(snapshot, prefix + "requirements.lock"));
        if (lock.isEmpty()) {
            return List.of();
        }
        List<String> there =
                snapshot.children(prefix + "charts").stream().map(Entry::name).toList();
        List<Dependency> missing = new ArrayList<>();
        for (Value.Mapping item : items(snapshot, lock.get())) {
            String name = ShapeCheck.text(item, "name").orElse("");
            String version = ShapeCheck.text(item, "version").orElse("");
            String repository = ShapeCheck.text(item, "repository").orElse("");
            boolean vendored = there.contains(name) || there.contains(name + "-" + version + ".tgz");
            if (!name.isEmpty() && !repository.isEmpty() && !vendored) {
                missing.add(new Dependency(name, version, repository, item.position()));
            }
        }
        if (missing.size() > MOST) {
            throw new Rejected(
                    Problem.at(new Position(lock.get().path(), 1, 1), "a chart may have " + MOST + " dependencies"));
        }
        return missing;
    }

    private static List<Value.Mapping> items(Snapshot snapshot, Entry.File lock) throws Rejected {
        try {
            YamlFile yaml = YamlReader.read(lock.path(), snapshot.read(lock, LOCK_BYTES));
            if (!yaml.problems().isEmpty()) {
                throw new Rejected(yaml.problems());
            }
            return !yaml.documents().isEmpty() && yaml.documents().getFirst() instanceof Value.Mapping top
                    ? ShapeCheck.maps(top, "dependencies")
                    : List.of();
        } catch (FileTooLarge e) {
            throw new Rejected(
                    Problem.at(new Position(lock.path(), 1, 1), "the file has more than " + LOCK_BYTES + " bytes"));
        }
    }

    private static Optional<Entry.File> file(Snapshot snapshot, String path) {
        return snapshot.entry(path).filter(Entry.File.class::isInstance).map(Entry.File.class::cast);
    }

    /**
     * The directory of a local dependency of the chart in {@code path}.
     *
     * @throws Rejected if it lies outside of the repository
     */
    public static String directory(String path, Dependency dependency) throws Rejected {
        return ChartReader.inside(
                path + "/" + dependency.repository().substring(LOCAL.length()), dependency.position());
    }
}
