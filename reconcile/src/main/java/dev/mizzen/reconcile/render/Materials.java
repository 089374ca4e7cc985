package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.define.Recent;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What renders take out of snapshots besides definitions. Which paths an artifact looks at, only a finished render can say:
 * that is remembered by the artifact's properties, and holds for every snapshot in which all the looks find the same.
 * Thread-safe.
 */
final class Materials {
    /** An artifact in this many states of its files is remembered. */
    private static final int MOST_SETS = 16;

    private static final int MOST_ARTIFACTS = 20_000;
    private static final long MOST_CHARACTERS = 32L * 1024 * 1024;

    private final Recent<Digest, List<SortedMap<String, String>>> known =
            new Recent<>(MOST_ARTIFACTS, MOST_CHARACTERS, Materials::characters);

    private static long characters(List<SortedMap<String, String>> sets) {
        return sets.stream()
                .flatMap(looks -> looks.entrySet().stream())
                .mapToLong(look -> look.getKey().length() + look.getValue().length())
                .sum();
    }

    /** What one render takes out of {@code base}; nothing where the component is no artifact. */
    Material of(Parts parts, Optional<Snapshot> base) {
        Optional<Digest> artifact = artifact(parts);
        return artifact.isEmpty()
                ? new Material(Optional.empty(), base, Optional.empty())
                : new Material(artifact, base, base.flatMap(at -> holding(artifact.get(), at)));
    }

    /** The looks of a component's artifact, if an earlier render made them and they hold. */
    Optional<SortedMap<String, String>> looks(Parts parts, Snapshot base) {
        return artifact(parts).flatMap(artifact -> holding(artifact, base));
    }

    private static Optional<Digest> artifact(Parts parts) {
        Optional<Value.Mapping> properties = parts.component().properties();
        return parts.artifact()
                .map(kind -> Digest.of(kind + " "
                        + properties.map(Values::toJson).map(Object::toString).orElse("")));
    }

    private Optional<SortedMap<String, String>> holding(Digest artifact, Snapshot base) {
        return known.get(artifact).stream()
                .flatMap(List::stream)
                .filter(looks -> Lookup.hold(looks, base))
                .findFirst();
    }

    private synchronized void remember(Digest artifact, SortedMap<String, String> looks) {
        List<SortedMap<String, String>> sets =
                new ArrayList<>(known.get(artifact).orElse(List.of()));
        sets.remove(looks);
        sets.addFirst(looks);
        known.put(artifact, List.copyOf(sets.subList(0, Math.min(sets.size(), MOST_SETS))));
    }

    /** What one render takes out of a snapshot. */
    final class Material {
        private final Optional<Digest> artifact;
        private final Optional<Snapshot> base;
        private final Optional<SortedMap<String, String>> looks;
        private final Optional<SnapshotFiles> files;

        private Material(
                Optional<Digest> artifact, Optional<Snapshot> base, Optional<SortedMap<String, String>> looks) {
            this.artifact = artifact;
            this.base = base;
            this.looks = looks;
            this.files = artifact.isPresent() ? base.map(SnapshotFiles::new) : Optional.empty();
        }

        /** Of {@code fixed} and all that the render may read; of the whole snapshot where that is not known yet. */
        Digest key(Digest fixed) {
            if (artifact.isEmpty()) {
                return fixed;
            }
            String content = looks.map(Map::toString)
                    .orElseGet(() ->
                            base.flatMap(at -> at.entry("")).map(Entry::id).orElse(Lookup.ABSENT));
            return Digest.of(fixed + " " + content);
        }

        /** As {@link #key}, by what the render has read. */
        Digest keyOnceRead(Digest fixed) {
            return files.isEmpty()
                    ? key(fixed)
                    : Digest.of(fixed + " " + files.get().looks());
        }

        Needs needs() {
            return files.<Needs>map(answers -> answers).orElse(Needs.NOTHING);
        }

        /** The render was answered: what it read is what it depends on. */
        void read() {
            files.ifPresent(SnapshotFiles::requireReadable);
            files.ifPresent(answers -> remember(artifact.orElseThrow(), answers.looks()));
        }
    }
}
