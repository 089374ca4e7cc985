package dev.mizzen.daemon;

import dev.mizzen.daemon.trigger.Inputs;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.KnownTypes;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Given;
import dev.mizzen.reconcile.render.Judged;
import dev.mizzen.reconcile.render.Overlaid;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.run.Stages;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.NotRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Placement and rendering with the definitions of the delivery's own commit.
 *
 * @param build as {@link Build#of}
 */
record RenderStages(Renderer renderer, Catalog builtIn, Optional<Digest> build) implements Stages {
    @Override
    public void check(Deliver spec) throws Rejected, Waiting {
        List<Problem> problems = new ArrayList<>(KnownTypes.unknown(spec.application(), builtIn.of(spec.base())));
        problems.addAll(NotRun.in(spec.application()));
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
    }

    @Override
    public List<Unit> place(Deliver spec, Collection<Cluster> clusters) throws Rejected {
        return Placement.place(spec.application(), spec.environment(), clusters);
    }

    @Override
    public Set<ClusterName> clusters(Deliver spec, Collection<Cluster> clusters) throws Rejected {
        return Placement.clusters(spec.application(), spec.environment(), clusters);
    }

    @Override
    public UnitRenderer renderer(Deliver spec) {
        Overlaid overlaid = new Overlaid(renderer, spec, builtIn.of(spec.base()));
        return new UnitRenderer() {
            @Override
            public Rendered render(Unit unit, ClusterFacts facts) throws Rejected, Waiting {
                return overlaid.render(unit, facts);
            }

            @Override
            public List<Problem> afterAll(ClusterName cluster) {
                return overlaid.unmatched(cluster);
            }
        };
    }

    @Override
    public Given give(Deliver spec, Unit giver, ObjectNode live) throws Rejected, Waiting {
        return renderer.give(spec.id().source(), giver.component(), live);
    }

    @Override
    public boolean isChart(Deliver spec, Unit unit) throws Waiting {
        return renderer.isChart(spec.application(), unit.component(), builtIn.of(spec.base()));
    }

    @Override
    public Map<Wanted, Pin> pins(Deliver spec, List<Unit> units) throws Rejected, Waiting {
        Map<Wanted, Pin> pins = new HashMap<>();
        for (Unit unit : units) {
            pins.putAll(renderer.outside().unlocked(spec.application(), unit.component(), builtIn.of(spec.base())));
        }
        return pins;
    }

    @Override
    public List<Judged> judged(Deliver spec, Unit unit) throws Rejected, Waiting {
        return renderer.judged(spec.application(), unit.component(), builtIn.of(spec.base()));
    }

    /** What a component takes from another, and what a trait sees of its component, is known only once that one runs. */
    @Override
    public Optional<Digest> inputs(Deliver spec, List<Unit> units, ClusterFacts facts) throws Rejected, Waiting {
        Catalog catalog = builtIn.of(spec.base());
        for (Unit unit : units) {
            if (!unit.component().inputs().isEmpty()
                    || renderer.mayLook(spec.application(), unit.component(), catalog)) {
                return Optional.empty();
            }
        }
        return build.map(code -> digest(code.hex(), spec, units, facts));
    }

    @Override
    public Optional<Digest> release(Deliver spec, List<Unit> units, ClusterFacts facts) throws Rejected, Waiting {
        Catalog catalog = builtIn.of(spec.base());
        for (Unit unit : units) {
            if (renderer.namesRevision(spec.application(), unit.component(), catalog)) {
                return Optional.of(digest("", spec, units, facts));
            }
        }
        return Optional.empty();
    }

    private static Digest digest(String code, Deliver spec, List<Unit> units, ClusterFacts facts) {
        String places = units.stream()
                .map(unit -> unit.component().name() + " " + unit.namespace() + " " + unit.replicaKey())
                .collect(Collectors.joining("\n"));
        return Digest.of(String.join("\n", code, Inputs.of(spec).hex(), facts.toString(), places));
    }
}
