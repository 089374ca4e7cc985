package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.HealthPolicy;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Judged;
import dev.mizzen.reconcile.render.Rendered.Role;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the definitions of a delivery say of the health of its objects on one cluster. */
record Judgements(Stages stages, Deliver spec, Site site) {
    /**
     * The policies of a unit.
     *
     * @param made the unit's objects, and those of others
     */
    List<HealthPolicy> of(Unit unit, Map<ObjectRef, Made> made) throws Rejected, Waiting {
        List<Judged> judged = stages.judged(spec, unit);
        List<HealthPolicy> policies = new ArrayList<>();
        if (!judged.isEmpty()) {
            Map<ObjectRef, Made> own = new TreeMap<>(made);
            own.values().removeIf(object -> !object.isOf(unit));
            judged.forEach(part -> policy(unit, part, own).ifPresent(policies::add));
        }
        return policies;
    }

    /** Whether anybody says anything of one of the units. */
    boolean any(List<Unit> units) throws Rejected, Waiting {
        for (Unit unit : units) {
            if (!stages.judged(spec, unit).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * As KubeVela, a component's texts see its workload and its further objects, a trait's texts the workload and the objects of
     * the trait. A trait without objects decides the health of the workload.
     */
    private Optional<HealthPolicy> policy(Unit unit, Judged part, Map<ObjectRef, Made> own) {
        Predicate<Made> isWorkload = made -> made.role() == Role.WORKLOAD;
        Predicate<Made> isSeen = part.trait()
                .<Predicate<Made>>map(trait -> made -> made.role() == Role.TRAIT && trait.equals(made.trait()))
                .orElse(made -> made.role() == Role.AUXILIARY);
        Optional<ObjectRef> workload = refs(own, isWorkload).stream().findFirst();
        List<ObjectRef> ofTrait = part.trait().isPresent() ? refs(own, isSeen) : List.of();
        List<ObjectRef> subjects = ofTrait.isEmpty() ? workload.stream().toList() : ofTrait;
        if (subjects.isEmpty()) {
            return Optional.empty();
        }
        TreeMap<String, ObjectRef> outputs = new TreeMap<>();
        own.forEach((ref, made) -> {
            if (isSeen.test(made) && !made.resource().isEmpty()) {
                outputs.put(made.resource(), ref);
            }
        });
        String component = "component \"" + unit.component().name() + "\"";
        String what = part.trait()
                .map(trait -> "trait \"" + trait + "\" of " + component)
                .orElse(component);
        return Optional.of(new HealthPolicy(
                what, part.definition(), part.parameter(), context(unit), workload, outputs, subjects));
    }

    private static List<ObjectRef> refs(Map<ObjectRef, Made> own, Predicate<Made> which) {
        return own.entrySet().stream()
                .filter(object -> which.test(object.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private ObjectNode context(Unit unit) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", unit.component().name())
                .put("appName", spec.application().name().value())
                .put("namespace", unit.namespace())
                .put("cluster", site.cluster().value())
                .put("replicaKey", unit.replicaKey());
    }
}
