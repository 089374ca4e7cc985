package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.apply.Bodies;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.Inventory;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.HealthPolicy;
import dev.mizzen.reconcile.observe.verdict.Judging;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.ObjectRules;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Renders a delivery's units for each of its clusters and claims what they want there. */
public final class Rendering {
    /** As many as KubeVela's revisions have, near enough: they become names and labels. */
    private static final int REVISION_DIGITS = 10;

    private final Stages stages;
    private final Targets targets;
    private final Facts facts;
    private final Standing standing;
    private final Progress progress;
    private final Judging judging;
    private final SideBySide sideBySide;
    private final BiPredicate<DeliveryId, ClusterName> atWork;

    /** @param atWork whether an earlier run of the delivery is still writing on the cluster */
    Rendering(
            Stages stages,
            Targets targets,
            Releases releases,
            Progress progress,
            Judging judging,
            SideBySide sideBySide,
            BiPredicate<DeliveryId, ClusterName> atWork,
            Clock clock) {
        this.sideBySide = sideBySide;
        this.atWork = atWork;
        this.stages = stages;
        this.targets = targets;
        this.standing = new Standing(releases);
        this.facts = new Facts(stages, clock);
        this.progress = progress;
        this.judging = judging;
    }

    /**
     * One part for each cluster, side by side; a cluster that does not answer stops its own part only. Where the delivery
     * is placed and has no unit any more, it wants nothing.
     *
     * @param placed the clusters that the delivery is meant for
     * @throws Rejected if a unit cannot be rendered: then no cluster is touched
     */
    public List<Part> all(Deliver spec, List<Unit> units, Set<ClusterName> placed)
            throws Rejected, InterruptedException {
        Permitted.places(targets, spec, units, placed);
        Stages.UnitRenderer renderer = stages.renderer(spec);
        Map<ClusterName, List<Unit>> byCluster =
                units.stream().collect(Collectors.groupingBy(Unit::cluster, TreeMap::new, Collectors.toList()));
        placed.forEach(cluster -> byCluster.putIfAbsent(cluster, List.of()));
        Originals originals = new Originals(spec, targets, Originals.places(units));
        SequencedMap<ClusterName, Callable<Part>> steps = new LinkedHashMap<>();
        byCluster.forEach((cluster, here) -> steps.put(cluster, () -> of(spec, cluster, here, renderer, originals)));
        return sideBySide.all(spec.id(), steps);
    }

    /** Whether the delivery has said what it wants on every cluster whose inventories were read. */
    public boolean haveSpoken(List<Part> parts) {
        return parts.stream()
                .noneMatch(part -> part instanceof Part.Stopped stopped
                        && stopped.isSlow()
                        && targets.site(part.cluster()).flatMap(Site::known).isPresent());
    }

    /** Objects of the delivery on clusters where it is not placed any more: they stay, and are told. */
    public List<Problem> leftBehind(Deliver spec, Set<ClusterName> placed) {
        return targets.clusters().stream()
                .map(Cluster::name)
                .filter(name -> !placed.contains(name))
                .flatMap(name -> targets.site(name).stream())
                .filter(site -> site.known()
                        .map(inventory -> inventory.deliveries().contains(spec.id()))
                        .orElse(false))
                .map(site -> Problem.of("cluster " + site.cluster() + " still holds objects of " + spec.id()
                        + ", which is not placed there any more; they stay until someone deletes them"))
                .toList();
    }

    private Part of(
            Deliver spec, ClusterName cluster, List<Unit> units, Stages.UnitRenderer renderer, Originals originals)
            throws Rejected {
        var site = targets.site(cluster, spec.id());
        if (site.isEmpty()) {
            return new Part.Stopped(
                    cluster, Applied.waits(new Obstacle.NotReady(), "cluster " + cluster + " is not configured"));
        }
        if (site.get().api().circuitOpen()) {
            return new Part.Stopped(
                    cluster,
                    Applied.waits(new Obstacle.Unreachable(cluster), "cluster " + cluster + " does not answer"));
        }
        try {
            return ready(spec, site.get(), units, renderer, originals);
        } catch (ApiException e) {
            return new Part.Stopped(cluster, Applied.of(spec.id().toString(), e));
        } catch (Waiting e) {
            return new Part.Stopped(cluster, Applied.of(e));
        }
    }

    private Part ready(Deliver spec, Site site, List<Unit> units, Stages.UnitRenderer renderer, Originals originals)
            throws Rejected, Waiting, ApiException {
        Inventory inventory = site.prepare();
        ClusterFacts version = facts.of(site, spec, units, originals);
        if (units.isEmpty() && !inventory.deliveries().contains(spec.id())) {
            return Part.Done.nothing(site.cluster());
        }
        Optional<Digest> inputs = stages.inputs(spec, units, version);
        Ownership ownership = new Ownership(spec.id(), spec.environment().prune(), false, Approvals.NONE);
        Judgements judgements = new Judgements(stages, spec, site);
        boolean judged = judgements.any(units);
        Optional<Standing.Stands> stands = inputs.flatMap(digest -> standing.of(ownership, site, digest))
                .filter(known -> !judged || known.isMade());
        if (stands.isEmpty()) {
            ClusterFacts revised = revised(spec, units, inventory, version);
            return rendered(spec, site, inventory, units, renderer, revised, inputs, judgements);
        }
        Permitted.objects(targets, spec, stands.get().desired());
        List<HealthPolicy> policies = new ArrayList<>();
        for (Unit unit : units) {
            policies.addAll(judgements.of(unit, stands.get().made()));
        }
        judging.says(spec.id(), site.cluster(), policies);
        judging.reads(spec.id(), site.cluster(), List.of());
        return claimed(
                spec,
                site,
                inventory,
                stands.get().desired(),
                inputs,
                judged ? stands.get().made() : Map.of(),
                List.of(),
                List.of());
    }

    /** What templates that name it are told of the release; a request where it is another than the last one. */
    private ClusterFacts revised(Deliver spec, List<Unit> units, Inventory inventory, ClusterFacts facts)
            throws Rejected, Waiting, ApiException {
        Optional<Digest> release = stages.release(spec, units, facts);
        return release.isEmpty() ? facts : facts.at(inventory.revision(spec.id(), digits(release.get())));
    }

    /** What of a release's digest is in its name. */
    static String digits(Digest release) {
        return release.hex().substring(0, REVISION_DIGITS);
    }

    private Part.Ready rendered(
            Deliver spec,
            Site site,
            Inventory inventory,
            List<Unit> units,
            Stages.UnitRenderer renderer,
            ClusterFacts version,
            Optional<Digest> inputs,
            Judgements judgements)
            throws Rejected, Waiting, ApiException {
        long start = System.nanoTime();
        List<Bodies.Source> sources = new ArrayList<>();
        List<String> late = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Unit> whole = new ArrayList<>();
        List<Made> made = new ArrayList<>();
        LiveObjects objects = new LiveObjects(spec, site, judgements, judging);
        Handover handover = new Handover(spec, site, stages, objects);
        Looks looks = new Looks(objects);
        for (Unit unit : GiversFirst.of(units)) {
            try {
                switch (handover.feed(unit)) {
                    case Handover.Fed.Whole fed -> {
                        Rendered rendered = renderer.render(fed.unit(), version);
                        if (rendered instanceof Rendered.Ready first) {
                            rendered = looks.whole(first, renderer, version);
                        }
                        take(rendered, sources, late, warnings);
                        if (rendered instanceof Rendered.Ready ready) {
                            whole.add(ready.unit());
                            ready.objects().forEach(object -> made.add(Made.of(ready.unit(), object)));
                            handover.rendered(ready);
                        }
                    }
                    case Handover.Fed.Hungry hungry ->
                        late.add("component \"" + unit.component().name() + "\" waits for " + hungry.waitsFor());
                }
            } catch (Rejected e) {
                problems.addAll(e.problems());
            }
        }
        late.addAll(looks.late());
        if (problems.isEmpty() && late.isEmpty()) {
            problems.addAll(renderer.afterAll(site.cluster()));
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
        progress.rendered(spec.id(), site.cluster(), Duration.ofNanos(System.nanoTime() - start));
        Desired desired = Bodies.desired(
                ApplySetId.of(spec.id()),
                sources,
                site.discovery(),
                late.isEmpty(),
                spec.environment().drift().ignore(),
                ObjectRules.of(spec.application()));
        Permitted.objects(targets, spec, desired);
        LookedAt.require(site, desired);
        Map<ObjectRef, Made> parts = made(desired, made);
        List<HealthPolicy> policies = new ArrayList<>();
        for (Unit unit : whole) {
            policies.addAll(judgements.of(unit, parts));
        }
        judging.says(spec.id(), site.cluster(), policies);
        judging.reads(spec.id(), site.cluster(), looks.readings());
        return claimed(spec, site, inventory, desired, inputs, policies.isEmpty() ? Map.of() : parts, late, warnings);
    }

    /** Objects and what they are made of have the same order. */
    static Map<ObjectRef, Made> made(Desired desired, List<Made> made) {
        Map<ObjectRef, Made> parts = new HashMap<>();
        for (int i = 0; i < made.size(); i++) {
            parts.put(desired.objects().get(i).ref(), made.get(i));
        }
        return parts;
    }

    /**
     * What an earlier run still writes is not free for others before it has ended, and what a late unit had before stays its:
     * both are claimed too.
     */
    private Part.Ready claimed(
            Deliver spec,
            Site site,
            Inventory inventory,
            Desired desired,
            Optional<Digest> inputs,
            Map<ObjectRef, Made> made,
            List<String> late,
            List<Problem> warnings) {
        Set<ObjectRef> refs = refs(desired, DesiredObject::isWritten);
        Set<ObjectRef> shared = refs(desired, object -> object.treatment().access() == Treatment.Access.SHARED);
        Claims.Claimed claimed = !late.isEmpty() || atWork.test(spec.id(), site.cluster())
                ? site.claims().claimMore(site.cluster(), spec.id(), refs, shared)
                : site.claims().claim(site.cluster(), spec.id(), refs, shared);
        Desired ours = claimed.shared().isEmpty() ? desired : desired.lookingOnAt(claimed.shared());
        return new Part.Ready(site, inventory, ours, inputs, made, claimed, late, warnings);
    }

    private static Set<ObjectRef> refs(Desired desired, Predicate<DesiredObject> which) {
        return desired.objects().stream().filter(which).map(DesiredObject::ref).collect(Collectors.toSet());
    }

    private static void take(
            Rendered rendered, List<Bodies.Source> sources, List<String> late, List<Problem> warnings) {
        switch (rendered) {
            case Rendered.Ready ready -> {
                warnings.addAll(ready.warnings());
                ready.objects()
                        .forEach(object -> sources.add(new Bodies.Source(
                                ready.unit().component().name(),
                                ready.unit().namespace(),
                                object.manifest(),
                                object.stage())));
            }
            case Rendered.Late waits ->
                late.add("component \"" + waits.unit().component().name() + "\" waits for " + waits.waitsFor());
        }
    }
}
