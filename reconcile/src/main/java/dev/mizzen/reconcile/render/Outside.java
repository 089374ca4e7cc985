package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.Lock;
import dev.mizzen.reconcile.artifact.LockFile;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Chart.From;
import dev.mizzen.reconcile.spec.ChartDependencies;
import dev.mizzen.reconcile.spec.ChartDependencies.Dependency;
import dev.mizzen.reconcile.spec.Kustomization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What components take from outside of their repository. It is asked for before anything is rendered ({@link #prepare}); a render
 * only looks up what was found. Thread-safe.
 */
public final class Outside {
    /** Nothing can be had from outside. */
    public static final Outside NOTHING = new Outside(Optional.empty());

    private static final int MOST_DEPTH = 10;

    private final Optional<Artifacts> artifacts;

    private Outside(Optional<Artifacts> artifacts) {
        this.artifacts = artifacts;
    }

    public static Outside of(Artifacts artifacts) {
        return new Outside(Optional.of(artifacts));
    }

    /**
     * Finds out what is meant by all that a component asks for, and remembers it.
     *
     * @param lockedOnly whether what no lock names is refused
     * @throws Rejected with the place of the component's property
     * @throws Waiting if it cannot be found out now
     */
    public void prepare(Application app, Component component, Catalog catalog, boolean lockedOnly)
            throws Rejected, Waiting {
        Snapshot base = catalog.base().orElseThrow();
        each(app, component, catalog, (wanted, at) -> {
            Lock lock = LockFile.read(base, app.name());
            if (lockedOnly && !Artifacts.isLocked(lock, wanted)) {
                throw new Rejected(Problem.at(
                        at,
                        "the environment takes only what was promoted, and " + wanted.text()
                                + " is not in mizzen.lock; run mizzen lock and commit the file"));
            }
            return available().pin(base.source(), lock, wanted);
        });
    }

    /** Gives a pin for something that is written at {@code at}. */
    @FunctionalInterface
    public interface Asked {
        Pin pin(Wanted wanted, Position at) throws Rejected, Waiting;
    }

    /** Each thing that a component asks for, with those that its charts ask for in turn. */
    public void each(Application app, Component component, Catalog catalog, Asked asked) throws Rejected, Waiting {
        Optional<Chart> chart;
        Optional<From> other;
        try {
            Parts parts = Parts.find(catalog, app, component);
            chart = parts.chart(app);
            other = elsewhere(parts);
        } catch (Rejected told) {
            return; // when it is rendered
        }
        if (other.isPresent()) {
            Position at = other.get().position();
            placed(at, () -> asked.pin(ChartFiles.wanted(other.get()).orElseThrow(), at));
        }
        if (chart.isPresent()) {
            From from = chart.get().from();
            files(from, catalog.base().orElseThrow(), wanted -> asked.pin(wanted, from.position()));
        }
    }

    /**
     * What was found for each thing that a component asks for and no lock names.
     *
     * @throws Waiting if something was not found yet
     */
    public Map<Wanted, Pin> unlocked(Application app, Component component, Catalog catalog) throws Rejected, Waiting {
        Snapshot base = catalog.base().orElseThrow();
        Lock lock = LockFile.read(base, app.name());
        Map<Wanted, Pin> pins = new HashMap<>();
        each(app, component, catalog, (wanted, at) -> {
            Pin pin = known(app.name(), base, at, new ArrayList<>()).of(wanted);
            if (!Artifacts.isLocked(lock, wanted)) {
                pins.put(wanted, pin);
            }
            return pin;
        });
        return pins;
    }

    private static Optional<From> elsewhere(Parts parts) throws Rejected {
        return parts.artifact().isPresent() ? Kustomization.elsewhere(parts.component()) : Optional.empty();
    }

    /**
     * The snapshot that a component's kustomization is read from: that of the application, a commit of another
     * source, or an artifact of a registry.
     *
     * @param unlocked gets what no lock names
     */
    Optional<Snapshot> files(AppName app, Parts parts, Catalog catalog, List<Problem> unlocked)
            throws Rejected, Waiting {
        Optional<From> other = elsewhere(parts);
        if (other.isEmpty() || catalog.base().isEmpty()) {
            return catalog.base();
        }
        Snapshot base = catalog.base().get();
        Position at = other.get().position();
        Wanted wanted = ChartFiles.wanted(other.get()).orElseThrow();
        Pins pins = known(app, base, at, unlocked);
        return Optional.of(placed(
                at,
                () -> wanted instanceof Wanted.Git git
                        ? commit(base, git, pins)
                        : available().directory(base.source(), wanted, content(wanted, pins))));
    }

    /** What is known already. */
    Pins known(AppName app, Snapshot base, Position at, List<Problem> unlocked) throws Rejected {
        Lock lock = LockFile.read(base, app);
        return wanted -> {
            Optional<Pin> known = available().known(base.source(), lock, wanted);
            if (!Artifacts.isLocked(lock, wanted)) {
                unlocked.add(Problem.at(
                        at,
                        wanted.text() + " is not in mizzen.lock: what was found for it once stays; run"
                                + " mizzen lock and commit the file"));
            }
            return known.orElseThrow(() -> new Waiting(new Obstacle.NotReady(), wanted.text() + " was not found yet"));
        };
    }

    /** The bytes of what {@code base}'s source may read. */
    ChartFiles.Contents contents(Snapshot base, Position at) {
        return (wanted, pin) -> placed(at, () -> available().content(base.source(), wanted, pin));
    }

    private Artifacts available() throws Rejected {
        return artifacts.orElseThrow(
                () -> new Rejected(Problem.of("nothing from outside of the repository can be had here")));
    }

    /** What a chart is made of; problems are where it is asked for. */
    ChartFiles files(From from, Snapshot base, Pins pins) throws Rejected, Waiting {
        return placed(from.position(), () -> switch (from) {
            case From.Here here -> inSnapshot(base, here.path(), here.path(), from.position(), pins);
            case From.Source other -> ofSource(from, other.source(), other.path(), base, pins);
            case From.Git git -> ofSource(from, git.url(), git.path(), base, pins);
            case From.Repository repository -> packed(from, repository.chart(), pins);
            case From.Registry registry ->
                packed(from, registry.url().substring(registry.url().lastIndexOf('/') + 1), pins);
            case From.Archive archive ->
                packed(from, archive.url().substring(archive.url().lastIndexOf('/') + 1), pins);
        });
    }

    private static ChartFiles packed(From from, String name, Pins pins) throws Rejected, Waiting {
        Wanted wanted = ChartFiles.wanted(from).orElseThrow();
        return new ChartFiles.Packed(name, wanted, content(wanted, pins));
    }

    private ChartFiles ofSource(From from, String source, String path, Snapshot base, Pins pins)
            throws Rejected, Waiting {
        Snapshot other = commit(base, (Wanted.Git) ChartFiles.wanted(from).orElseThrow(), pins);
        return inSnapshot(other, path, source + ":" + path, from.position(), pins);
    }

    private Snapshot commit(Snapshot base, Wanted.Git wanted, Pins pins) throws Rejected, Waiting {
        if (!(pins.of(wanted) instanceof Pin.Commit commit)) {
            throw new Rejected(Problem.of(wanted.text() + ": expected a commit in mizzen.lock"));
        }
        return available().commit(base.source(), wanted, commit);
    }

    private ChartFiles inSnapshot(Snapshot snapshot, String path, String place, Position at, Pins pins)
            throws Rejected, Waiting {
        Optional<ChartFolder> packed = ChartFolder.packed(snapshot, path, place, at);
        return packed.isPresent()
                ? new ChartFiles.PackedFile(packed.get())
                : folder(snapshot, path, place, at, pins, 0);
    }

    private ChartFiles.Folder folder(Snapshot snapshot, String path, String place, Position at, Pins pins, int depth)
            throws Rejected, Waiting {
        ChartFolder folder = ChartFolder.list(snapshot, path, place, at);
        if (depth > MOST_DEPTH) {
            throw folder.rejected("charts depend on charts more than " + MOST_DEPTH + " deep");
        }
        List<ChartFiles.Folder.Local> local = new ArrayList<>();
        List<ChartFiles.Folder.Fetched> fetched = new ArrayList<>();
        for (Dependency dependency : ChartDependencies.of(snapshot, path)) {
            if (dependency.isLocal()) {
                String directory = ChartDependencies.directory(path, dependency);
                local.add(new ChartFiles.Folder.Local(
                        dependency.name(), folder(snapshot, directory, directory, at, pins, depth + 1)));
            } else {
                Wanted wanted = wanted(dependency);
                fetched.add(new ChartFiles.Folder.Fetched(
                        dependency.name(), dependency.version(), wanted, content(wanted, pins)));
            }
        }
        return new ChartFiles.Folder(folder, local, fetched);
    }

    private static Wanted wanted(Dependency dependency) throws Rejected {
        String url = dependency.repository();
        if (url.startsWith("oci://")) {
            return new Wanted.Registry(url.replaceAll("/+$", "") + "/" + dependency.name(), dependency.version());
        }
        if (url.startsWith("https://") || url.startsWith("http://")) {
            return new Wanted.Repository(url, dependency.name(), dependency.version());
        }
        throw new Rejected(Problem.at(
                dependency.position(),
                "the repository \"" + url + "\" is a name that only the machine knows on which it was given; expected"
                        + " https://, oci:// or file://"));
    }

    private static Pin.Content content(Wanted wanted, Pins pins) throws Rejected, Waiting {
        return switch (pins.of(wanted)) {
            case Pin.Content content -> content;
            case Pin.Commit commit ->
                throw new Rejected(Problem.of(wanted.text() + ": expected a digest in mizzen.lock"));
        };
    }

    private interface Task<T> {
        T get() throws Rejected, Waiting;
    }

    private static <T> T placed(Position at, Task<T> task) throws Rejected, Waiting {
        try {
            return task.get();
        } catch (Rejected e) {
            throw new Rejected(e.problems().stream()
                    .map(problem -> problem.position().isPresent()
                            ? problem
                            : Problem.at(at, problem.message()).withNearest(problem.nearest()))
                    .toList());
        }
    }
}
