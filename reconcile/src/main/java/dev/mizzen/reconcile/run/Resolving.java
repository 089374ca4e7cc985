package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Inventory;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.AppRevision;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds what a run would render with, and renders; writes nothing, so what was never delivered has no answer. */
public final class Resolving {
    private final Stages stages;
    private final Targets targets;
    private final Facts facts;

    public Resolving(Stages stages, Targets targets, Clock clock) {
        this.stages = stages;
        this.targets = targets;
        this.facts = new Facts(stages, clock);
    }

    /**
     * Asks every cluster of the delivery.
     *
     * @throws Waiting if one cannot be asked, or holds nothing of the delivery yet
     */
    public Resolution of(Deliver spec) throws Rejected, Waiting {
        stages.check(spec);
        Collection<Cluster> all = targets.clusters();
        List<Unit> units = stages.place(spec, all);
        Permitted.places(targets, spec, units, stages.clusters(spec, all));
        Originals originals = new Originals(spec, targets, Originals.places(units));
        Stages.UnitRenderer renderer = stages.renderer(spec);
        List<Resolution.OnCluster> clusters = new ArrayList<>();
        for (ClusterName name :
                units.stream().map(Unit::cluster).distinct().sorted().toList()) {
            List<Unit> here =
                    units.stream().filter(unit -> unit.cluster().equals(name)).toList();
            Cluster cluster = all.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            clusters.add(on(spec, cluster, here, originals, renderer));
        }
        return new Resolution(spec, clusters, stages.pins(spec, units));
    }

    private Resolution.OnCluster on(
            Deliver spec, Cluster cluster, List<Unit> units, Originals originals, Stages.UnitRenderer renderer)
            throws Rejected, Waiting {
        Site site = site(spec, cluster.name());
        try {
            ClusterFacts found = revised(spec, site, units, facts.of(site, spec, units, originals));
            List<Resolution.Result> results = new ArrayList<>();
            for (Unit unit : units) {
                results.add(result(unit, found, renderer));
            }
            return new Resolution.OnCluster(cluster, found, site.prepare().birth(spec.id()), results);
        } catch (ApiException e) {
            throw new Waiting(
                    new Obstacle.Unreachable(cluster.name()), "cluster " + cluster.name() + ": " + e.getMessage(), e);
        }
    }

    /** Where a seed was drawn before: to ask must not make one. */
    private Site site(Deliver spec, ClusterName cluster) throws Waiting {
        Optional<Site> site =
                targets.site(cluster, spec.id()).filter(known -> !known.api().circuitOpen());
        Optional<Inventory> inventory = site.flatMap(Site::known);
        if (inventory.isEmpty()) {
            throw new Waiting(new Obstacle.Unreachable(cluster), "cluster " + cluster + " does not answer");
        }
        if (!inventory.get().holds(spec.id())) {
            throw new Waiting(
                    new Obstacle.NotReady(), "cluster " + cluster + " holds nothing of " + spec.id() + " yet");
        }
        return site.orElseThrow();
    }

    private ClusterFacts revised(Deliver spec, Site site, List<Unit> units, ClusterFacts found)
            throws Rejected, Waiting, ApiException {
        Optional<Digest> release = stages.release(spec, units, found);
        if (release.isEmpty()) {
            return found;
        }
        return site.prepare()
                .counted(spec.id(), Rendering.digits(release.get()))
                .map(found::at)
                .orElseThrow(() -> new Waiting(
                        new Obstacle.NotReady(),
                        "cluster " + site.cluster() + " has not counted this release of " + spec.id() + " yet"));
    }

    private static Resolution.Result result(Unit unit, ClusterFacts facts, Stages.UnitRenderer renderer)
            throws Rejected, Waiting {
        Rendered rendered = renderer.render(unit, facts);
        Optional<ClusterFacts> seedless = facts.release().map(release -> facts.with(release.withoutSeed()));
        Optional<ClusterFacts> unrevised =
                Optional.of(facts.at(AppRevision.NONE)).filter(none -> !none.equals(facts));
        return new Resolution.Result(
                rendered, differs(rendered, seedless, renderer), differs(rendered, unrevised, renderer));
    }

    private static boolean differs(Rendered rendered, Optional<ClusterFacts> other, Stages.UnitRenderer renderer)
            throws Rejected, Waiting {
        if (!(rendered instanceof Rendered.Ready ready) || other.isEmpty()) {
            return false;
        }
        return !(renderer.render(ready.unit(), other.get()) instanceof Rendered.Ready without
                && without.inputs().equals(ready.inputs()));
    }
}
