package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Changes;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Renders the units of one delivery and lays its overlay's patches and images over them. Thread-safe. */
public final class Overlaid {
    private final Renderer renderer;
    private final Deliver spec;
    private final Catalog catalog;
    private final Map<ClusterName, Seen> clusters = new ConcurrentHashMap<>();

    /** @param catalog of the delivery's base */
    public Overlaid(Renderer renderer, Deliver spec, Catalog catalog) {
        this.renderer = renderer;
        this.spec = spec;
        this.catalog = catalog;
    }

    /** As {@link Renderer#render}, with the overlay's changes, once what comes from outside was found. */
    public Rendered render(Unit unit, ClusterFacts facts) throws Rejected, Waiting {
        if (unit.component().inputs().isEmpty()) {
            boolean promoted = spec.environment().promotion().isPresent();
            renderer.outside().prepare(spec.application(), unit.component(), catalog, promoted);
        }
        Rendered rendered = renderer.render(spec.application(), unit, catalog, facts);
        if (spec.changes().isEmpty() || !(rendered instanceof Rendered.Ready ready)) {
            return rendered;
        }
        Changer.Changed changed = renderer.changer().change(spec.id().source(), spec.changes(), ready);
        clusters.computeIfAbsent(unit.cluster(), cluster -> new Seen()).add(unit, changed);
        return new Rendered.Ready(unit, changed.inputs(), changed.objects(), ready.warnings());
    }

    /** The changes that no object of the cluster's units matched; none as long as a component was not rendered there. */
    public List<Problem> unmatched(ClusterName cluster) {
        Set<String> all =
                spec.application().components().stream().map(Component::name).collect(Collectors.toSet());
        Seen seen = clusters.get(cluster);
        return seen == null ? List.of() : seen.unmatched(spec.changes(), all);
    }

    /** What was rendered on one cluster. */
    private static final class Seen {
        private final Set<String> components = new HashSet<>();
        private final Set<Integer> patches = new HashSet<>();
        private final Set<Integer> images = new HashSet<>();

        synchronized void add(Unit unit, Changer.Changed changed) {
            components.add(unit.component().name());
            matched(changed.patches(), patches);
            matched(changed.images(), images);
        }

        private static void matched(List<Boolean> flags, Set<Integer> matched) {
            for (int i = 0; i < flags.size(); i++) {
                if (flags.get(i)) {
                    matched.add(i);
                }
            }
        }

        synchronized List<Problem> unmatched(Changes changes, Set<String> all) {
            List<Problem> problems = new ArrayList<>();
            if (!components.containsAll(all)) {
                return problems;
            }
            for (int i = 0; i < changes.patches().size(); i++) {
                if (!patches.contains(i)) {
                    problems.add(Changer.at(
                            changes,
                            "patches[" + i + "]",
                            "patches[" + i + "]: no object of the application matches the target of this patch"));
                }
            }
            for (int i = 0; i < changes.images().size(); i++) {
                if (!images.contains(i)) {
                    problems.add(Changer.at(
                            changes,
                            "images[" + i + "]",
                            "images[" + i + "]: no container of the application has an image of this name"));
                }
            }
            return problems;
        }
    }
}
