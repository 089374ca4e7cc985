package dev.mizzen.daemon.pulls;

import dev.mizzen.daemon.pulls.Side.Made;
import dev.mizzen.daemon.pulls.Side.Part;
import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Stages;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Pins;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.reconcile.spec.SpecReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders two commits of a source, without asking a cluster, as far as they differ. */
public final class Workshop {
    /** How long rendering one pull request may take; what is not rendered by then is told of. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What templates see of every cluster: nobody is asked, and both commits are rendered for the same. */
    private static final ClusterFacts ASSUMED = new ClusterFacts("1", "v1.33.0", "linux/amd64", 33);

    private final Stages stages;
    private final ArtifactReads reads;
    private final Supplier<Collection<Cluster>> clusters;
    private final Clock clock;

    /** @param clusters those that are configured, which decide where things go */
    public Workshop(Stages stages, ArtifactReads reads, Supplier<Collection<Cluster>> clusters, Clock clock) {
        this.stages = stages;
        this.reads = reads;
        this.clusters = clusters;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param isWhole whether nothing was left out that may succeed later
     */
    record Result(Comparison comparison, boolean isWhole) {}

    /**
     * Compares {@code tip} with {@code base}.
     *
     * @param stopped asked between components; what is left is then left out
     * @throws Waiting if a commit cannot be read now
     */
    Result compare(Snapshot base, Snapshot tip, Pins pins, BooleanSupplier stopped) throws Waiting {
        SpecReader reader = new SpecReader(reads);
        SourceSpec before = reader.read(base, pins);
        SourceSpec after = reader.read(tip, pins);
        Map<DeliveryId, DeliverySpec> old = byId(before);
        Map<DeliveryId, DeliverySpec> now = byId(after);
        Work work = new Work(stopped);
        Building first = new Building(before);
        Building second = new Building(after);
        Set<DeliveryId> ids = new TreeSet<>(java.util.Comparator.comparing(DeliveryId::toString));
        ids.addAll(old.keySet());
        ids.addAll(now.keySet());
        for (DeliveryId id : ids) {
            DeliverySpec was = old.get(id);
            DeliverySpec is = now.get(id);
            if (isSame(was, is)) {
                continue;
            }
            if (was != null) {
                work.add(first, was);
            }
            if (is != null) {
                work.add(second, is);
            } else if (!after.problems().isEmpty()) {
                second.unseen.add(new Part(name(id), "")); // it may stand in what cannot be read
            }
        }
        return new Result(Comparison.between(first.side(), second.side(), work.notes), work.whole);
    }

    /** A mistake hides whether anything else differs. */
    private static boolean isSame(@Nullable DeliverySpec was, @Nullable DeliverySpec is) {
        return was != null
                && is != null
                && !(is instanceof DeliverySpec.Broken)
                && Inputs.of(was).equals(Inputs.of(is));
    }

    private static Map<DeliveryId, DeliverySpec> byId(SourceSpec spec) {
        return spec.deliveries().stream().collect(Collectors.toMap(DeliverySpec::id, Function.identity()));
    }

    private static String name(DeliveryId id) {
        return id.environment() + "/" + id.app();
    }

    /** A side that is being made. */
    private static final class Building {
        private final SortedMap<Place, SortedMap<ObjectRef, Made>> objects = new TreeMap<>();
        private final Set<Part> unseen = new HashSet<>();
        private final List<Problem> problems;

        Building(SourceSpec spec) {
            problems = new ArrayList<>(spec.problems());
        }

        void broken(DeliveryId id, List<Problem> more) {
            unseen.add(new Part(name(id), ""));
            problems.addAll(more);
        }

        Side side() {
            return new Side(objects, unseen, problems);
        }
    }

    /** Renders deliveries into sides. */
    private final class Work {
        private final BooleanSupplier stopped;
        private final Instant until = clock.instant().plus(PATIENCE);
        private final Set<String> notes = new LinkedHashSet<>();
        private boolean whole = true;

        Work(BooleanSupplier stopped) {
            this.stopped = stopped;
        }

        void add(Building side, DeliverySpec delivery) {
            switch (delivery) {
                case DeliverySpec.Broken broken -> side.broken(broken.id(), broken.problems());
                case DeliverySpec.AwaitingPromotion awaiting -> {
                    side.unseen.add(new Part(name(awaiting.id()), ""));
                    notes.add(name(awaiting.id()) + " waits for its first promotion");
                }
                case DeliverySpec.Deliver deliver -> render(side, deliver);
            }
        }

        private void render(Building side, DeliverySpec.Deliver delivery) {
            String name = name(delivery.id());
            try {
                stages.check(delivery);
                List<Unit> units = stages.place(delivery, clusters.get());
                Stages.UnitRenderer renderer = stages.renderer(delivery);
                for (Unit unit : units) {
                    if (stopped.getAsBoolean() || clock.instant().isAfter(until)) {
                        side.unseen.add(new Part(name, ""));
                        notes.add(name + ": not all of it was rendered within " + PATIENCE.toSeconds() + " s");
                        return;
                    }
                    take(side, name, renderer.render(unit, ASSUMED));
                }
                List<Problem> odd = units.stream()
                        .map(Unit::cluster)
                        .distinct()
                        .flatMap((ClusterName cluster) -> renderer.afterAll(cluster).stream())
                        .toList();
                if (!odd.isEmpty()) {
                    throw new Rejected(odd);
                }
            } catch (Rejected e) {
                side.broken(delivery.id(), e.problems());
            } catch (Waiting | SnapshotUnreadable e) {
                side.unseen.add(new Part(name, ""));
                notes.add(name + ": " + e.getMessage());
                whole = false;
            }
        }

        private void take(Building side, String name, Rendered rendered) {
            Unit unit = rendered.unit();
            Part part = new Part(name, unit.component().name());
            switch (rendered) {
                case Rendered.Late late -> {
                    side.unseen.add(part);
                    notes.add(
                            name + ", component " + part.component() + ": is rendered once it has " + late.waitsFor());
                }
                case Rendered.Ready ready -> {
                    if (!ready.look().late().isEmpty()) {
                        side.unseen.add(part);
                        notes.add(name + ", component " + part.component() + ": "
                                + String.join("; ", ready.look().late()));
                    }
                    Place place = new Place(
                            name.substring(0, name.indexOf('/')), unit.cluster().value());
                    ready.objects()
                            .forEach(made -> side.objects
                                    .computeIfAbsent(place, first -> new TreeMap<>())
                                    .put(
                                            Scopes.ref(made.manifest(), unit.namespace()),
                                            new Made(part, made.manifest().json())));
                }
            }
        }
    }
}
