package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.resolved.ResolvedFile;
import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.LockFile;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.KnownTypes;
import dev.mizzen.reconcile.model.Leaves;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.HelperPool;
import dev.mizzen.reconcile.render.Outside;
import dev.mizzen.reconcile.render.Overlaid;
import dev.mizzen.reconcile.render.Provenance;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.render.SnapshotReads;
import dev.mizzen.reconcile.render.SourceKeys;
import dev.mizzen.reconcile.render.Unsealer;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.LockPath;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.reconcile.spec.SpecReader;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import picocli.CommandLine;

/** A config repository in a directory, read, placed and rendered without a daemon and without a cluster. */
final class Workbench implements AutoCloseable {
    private final Snapshot snapshot;
    private final SourceSpec spec;
    private final AssumedClusters clusters;
    private final ClusterFacts facts;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("helper-timer").factory());
    private final ExecutorService drains = Executors.newVirtualThreadPerTaskExecutor();
    private final HelperPool pool;
    private final HelperPool sops;
    private final Leaves leaves = new Leaves();
    private final Catalog builtIn;
    private final ArtifactAccess.Opened access;
    private final Outside outside;
    private final Renderer renderer;
    private Optional<ResolvedFile> resolved = Optional.empty();

    private Workbench(Snapshot sealed, SourceKeys keys, ClusterFacts facts, Path program, ArtifactAccess access)
            throws Waiting {
        this.sops = new HelperPool(program.resolveSibling("mizzen-sops"), HelperPool.Limits.DEFAULT, timer, drains);
        this.snapshot = new Unsealer(sops, leaves).open(sealed, keys);
        this.facts = facts;
        this.pool = new HelperPool(program, HelperPool.Limits.DEFAULT, timer, drains);
        this.builtIn = Catalog.builtIn(pool);
        this.access = access.open(pool);
        this.outside = Outside.of(this.access.artifacts());
        this.renderer = new Renderer(pool, outside);
        this.spec = read();
        this.clusters = AssumedClusters.of(spec);
    }

    /** Reads the repository in {@code directory}; what is wrong in it is found by {@link #render} and in {@link #spec}. */
    static Workbench open(Path directory, AgeKeys keys, ClusterFacts facts, ArtifactAccess access) {
        if (!Files.isDirectory(directory)) {
            throw new Failure(Exit.USAGE, directory + " is not a directory");
        }
        try {
            Snapshot snapshot = DirectorySnapshot.of(new SourceName(nameOf(directory)), directory);
            return new Workbench(snapshot, keys.read(), facts, Programs.renderer(), access);
        } catch (Waiting e) {
            throw new Failure(
                    Exit.FOUND, e.getMessage() + ", and a directory has no commits: ask the daemon with mizzen status");
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, directory + " cannot be read: " + e.getMessage());
        }
    }

    private SourceSpec read() throws Waiting {
        try {
            return new SpecReader(new SnapshotReads(renderer, builtIn)).read(snapshot, revision -> {
                throw new Waiting(new Obstacle.NotReady(), "commit " + revision.abbreviated() + " is pinned");
            });
        } catch (Waiting e) {
            close();
            throw e;
        }
    }

    private static String nameOf(Path directory) {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        String name = (last == null ? "source" : last.toString())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        name = name.replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "source" : name.substring(0, Math.min(63, name.length()));
    }

    /** From now on the command prints no value that was decrypted; what is asked for too, unless {@code secretsToo}. */
    Workbench masking(CommandLine line, boolean secretsToo) {
        if (!secretsToo) {
            line.setOut(MaskedLines.to(line.getOut(), leaves));
        }
        line.setErr(MaskedLines.to(line.getErr(), leaves));
        return this;
    }

    /** From now on the delivery of the file is placed and rendered with what it says. */
    Workbench knowing(Optional<ResolvedFile> file) {
        resolved = file;
        file.ifPresent(known ->
                known.pins().forEach((wanted, pin) -> access.pins().put(snapshot.source(), wanted, pin)));
        return this;
    }

    private Rendered rendered(Overlaid overlaid, Unit unit, List<Unit> all) throws Rejected, Waiting {
        if (resolved.isEmpty()) {
            return overlaid.render(unit, facts);
        }
        Optional<ResolvedFile.Told> stopped = resolved.get()
                .told(unit)
                .filter(told ->
                        told.lacks().stream().anyMatch(lack -> lack.kind().stops()));
        return stopped.isPresent()
                ? new Rendered.Late(unit, Likeness.missing(stopped.get()) + ", which the daemon does not give")
                : overlaid.render(unit, resolved.get().facts(unit, all));
    }

    SourceSpec spec() {
        return spec;
    }

    /** What is wrong with the source's own definitions, used or not. */
    List<Problem> definitionProblems() {
        try {
            return builtIn.of(snapshot).problems();
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /**
     * All that is wrong in a broken delivery, and what else is wrong in the Applications that a broken delivery was read from, each where it is written: types that are
     * not known, and parameters of those components and traits whose shape is right.
     */
    Rejected further(DeliverySpec.Broken broken) {
        Mistakes found = new Mistakes();
        found.add(broken.problems());
        List<String> files = broken.problems().stream()
                .flatMap(problem -> problem.position().stream())
                .map(Position::file)
                .distinct()
                .toList();
        boolean overlaid = !spec.environments().equals(List.of(Environment.IMPLICIT));
        OtherMistakes others = new OtherMistakes(renderer, builtIn.of(snapshot), facts, overlaid);
        try {
            for (String file : files) {
                for (Value.Mapping document : documents(file)) {
                    others.collect(document, SourceSpec.isOverlay(file), found);
                }
            }
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
        return found.rejected();
    }

    /** The Applications in a file, whatever shape they have; none where it cannot be read, which is a problem already. */
    private List<Value.Mapping> documents(String path) {
        if (!(snapshot.entry(path).orElse(null) instanceof Entry.File file)) {
            return List.of();
        }
        try {
            return YamlReader.read(path, snapshot.read(file, YamlReader.FILE_BYTES)).documents().stream()
                    .filter(Value.Mapping.class::isInstance)
                    .map(Value.Mapping.class::cast)
                    .filter(document -> ShapeCheck.text(document, "kind")
                            .filter("Application"::equals)
                            .isPresent())
                    .toList();
        } catch (FileTooLarge | FileSealed e) {
            return List.of();
        }
    }

    /**
     * All units of a delivery.
     *
     * @throws Rejected with every problem of every unit
     */
    List<Rendered> render(Deliver delivery) throws Rejected {
        Catalog catalog = builtIn.of(delivery.base());
        Overlaid overlaid = new Overlaid(renderer, delivery, catalog);
        List<Rendered> rendered = new ArrayList<>();
        try {
            Mistakes mistakes = new Mistakes();
            mistakes.add(KnownTypes.unknown(delivery.application(), catalog));
            boolean whole = mistakes.none();
            List<Unit> units = units(delivery);
            for (Unit unit : whole ? units : known(units, catalog)) {
                try {
                    rendered.add(rendered(overlaid, unit, units));
                } catch (Rejected e) {
                    mistakes.add(whole ? e : OtherMistakes.unnumbered(e));
                }
            }
            if (mistakes.none()) {
                placed().forEach(cluster -> mistakes.add(overlaid.unmatched(cluster.name())));
            }
            mistakes.reject();
            return rendered;
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** Chooses what is meant by something from outside: what is known of it, or what it is now. */
    interface Choosing {
        Pin of(Wanted wanted, Choice known, Choice newest) throws Rejected, Waiting;

        /** Asks. */
        interface Choice {
            Pin get() throws Rejected, Waiting;
        }
    }

    /** Asks for all that the components of a delivery take from outside, wherever they go. */
    void artifacts(Deliver delivery, Choosing choosing) throws Rejected {
        Artifacts artifacts = access.artifacts();
        try {
            dev.mizzen.reconcile.artifact.Lock lock = lock(delivery);
            for (Unit unit : units(delivery)) {
                outside.each(
                        delivery.application(),
                        unit.component(),
                        builtIn.of(delivery.base()),
                        (wanted, at) -> choosing.of(
                                wanted,
                                () -> artifacts.pin(snapshot.source(), lock, wanted),
                                () -> artifacts.newest(snapshot.source(), wanted)));
            }
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    dev.mizzen.reconcile.artifact.Lock lock(Deliver delivery) throws Rejected {
        return LockFile.read(delivery.base(), delivery.application().name());
    }

    String lockPath(Deliver delivery) {
        return LockPath.of(delivery.base(), delivery.application().name());
    }

    /** The units without what is of an unknown type, so that the mistakes of the others are told too. */
    private static List<Unit> known(List<Unit> units, Catalog catalog) throws Waiting {
        List<Unit> known = new ArrayList<>();
        for (Unit unit : units) {
            KnownTypes.knownPart(unit.component(), catalog)
                    .map(part -> new Unit(part, unit.cluster(), unit.namespace(), unit.replicaKey()))
                    .ifPresent(known::add);
        }
        return known;
    }

    /** Where the components of a delivery go. */
    List<Unit> units(Deliver delivery) throws Rejected {
        return Placement.place(delivery.application(), delivery.environment(), placed());
    }

    private Collection<Cluster> placed() {
        return resolved.map(ResolvedFile::placed).orElse(clusters.all());
    }

    /** The definition that a type means in a delivery; {@code user} is where the type is written. */
    Definition definition(Deliver delivery, Kind kind, String type, Position user) throws Rejected {
        try {
            return builtIn.of(delivery.base()).find(kind, type, user);
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** Where a field of an object that {@link #render} gave comes from; empty if the object has no such field. */
    Optional<Provenance.Answer> origin(Deliver delivery, Unit unit, RenderedObject object, String field)
            throws Rejected {
        try {
            return new Provenance(renderer, pool).of(delivery, unit, builtIn.of(delivery.base()), facts, object, field);
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** Deliveries of one application and environment, or of all where they are not given; never none. */
    List<DeliverySpec> deliveries(Optional<String> app, Optional<String> environment) {
        List<DeliverySpec> chosen = spec.deliveries().stream()
                .filter(d -> app.isEmpty() || d.id().app().value().equals(app.get()))
                .filter(d ->
                        environment.isEmpty() || d.id().environment().value().equals(environment.get()))
                .toList();
        if (chosen.isEmpty()) {
            String there = spec.deliveries().stream()
                    .map(d -> d.id().environment() + "/" + d.id().app())
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("none");
            throw new Failure(Exit.FOUND, "no such delivery; there are: " + there);
        }
        return chosen;
    }

    @Override
    public void close() {
        access.close();
        pool.close();
        sops.close();
        timer.shutdownNow();
        drains.shutdownNow();
    }
}
