package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Bodies;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.Judging;
import dev.mizzen.reconcile.observe.verdict.LiveObject;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.ObjectRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The live objects of units of a delivery on one cluster, for whoever is rendered with them: other components that take values,
 * and traits of the unit itself.
 *
 * @param judging hears what a unit's definitions say of health, since it counts before the run has told of all
 */
record LiveObjects(Deliver spec, Site site, Judgements judgements, Judging judging) {
    /** What a unit's objects say, or why they say nothing yet. */
    sealed interface Found {
        /**
         * They are as the release says and healthy.
         *
         * @param scope as templates see it: {@code output}, {@code outputs}, {@code status} and where they are
         */
        record Well(ObjectNode scope, Optional<ObjectRef> output, SortedMap<String, ObjectRef> outputs)
                implements Found {}

        record NotYet(String why) implements Found {}
    }

    /**
     * The objects of a unit.
     *
     * @param last those of later stages need not be there
     * @param read by its name in the templates, {@code ""} for the workload: the others are not asked for
     */
    Found of(Rendered.Ready ready, int last, Predicate<String> read) throws Rejected, Waiting, ApiException {
        Unit unit = ready.unit();
        Desired desired = desired(ready);
        List<Made> made =
                ready.objects().stream().map(object -> Made.of(unit, object)).toList();
        judging.saysToo(spec.id(), site.cluster(), judgements.of(unit, Rendering.made(desired, made)));
        Map<ObjectRef, ObservedObject> held =
                site.watched().of(ApplySetId.of(spec.id())).objects();
        for (DesiredObject object : desired.objects()) {
            Optional<String> why = object.stage() > last ? Optional.empty() : unready(object, held);
            if (why.isPresent()) {
                return new Found.NotYet(why.get());
            }
        }
        return well(ready, desired.objects(), last, read, held);
    }

    /** As {@link #of} for objects that are all there, however they are and fare; empty if one is missing. */
    Optional<Found.Well> asTheyAre(Rendered.Ready ready, int last, Predicate<String> read)
            throws Rejected, Waiting, ApiException {
        Map<ObjectRef, ObservedObject> held =
                site.watched().of(ApplySetId.of(spec.id())).objects();
        List<DesiredObject> objects = desired(ready).objects();
        return objects.stream().allMatch(object -> object.stage() > last || held.containsKey(object.ref()))
                ? Optional.of(well(ready, objects, last, read, held))
                : Optional.empty();
    }

    /** Whether the objects up to a stage were last applied as they are rendered here. */
    boolean stand(Rendered.Ready ready, int last) throws Rejected, Waiting, ApiException {
        Map<ObjectRef, ObservedObject> held =
                site.watched().of(ApplySetId.of(spec.id())).objects();
        return desired(ready).objects().stream()
                .filter(object -> object.stage() <= last)
                .allMatch(object -> Optional.ofNullable(held.get(object.ref()))
                        .flatMap(ObservedObject::mark)
                        .filter(mark -> mark.digest().equals(object.digest()))
                        .isPresent());
    }

    private Desired desired(Rendered.Ready ready) throws Rejected, Waiting, ApiException {
        Unit unit = ready.unit();
        return Bodies.desired(
                ApplySetId.of(spec.id()),
                ready.objects().stream()
                        .map(object -> new Bodies.Source(
                                unit.component().name(), unit.namespace(), object.manifest(), object.stage()))
                        .toList(),
                site.discovery(),
                true,
                spec.environment().drift().ignore(),
                ObjectRules.of(spec.application()));
    }

    private static Optional<String> unready(DesiredObject object, Map<ObjectRef, ObservedObject> held) {
        if (!object.isWritten()) {
            return Optional.empty();
        }
        ObservedObject live = held.get(object.ref());
        if (live == null) {
            return Optional.of(object.ref() + " is not there yet");
        }
        boolean kept = object.treatment().once() == Treatment.Once.FOR_EVER;
        if (!kept
                && live.mark()
                        .filter(mark -> mark.digest().equals(object.digest()))
                        .isEmpty()) {
            return Optional.of(object.ref() + " is not as this release says yet");
        }
        return live.health().state() == Health.State.HEALTHY
                ? Optional.empty()
                : Optional.of(object.ref() + " is " + Words.health(live.health()));
    }

    /** The objects as the templates name them. Objects and rendered objects have the same order. */
    private Found.Well well(
            Rendered.Ready ready,
            List<DesiredObject> objects,
            int last,
            Predicate<String> read,
            Map<ObjectRef, ObservedObject> held)
            throws ApiException {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        scope.put("name", ready.unit().component().name())
                .put("appName", spec.application().name().value())
                .put("namespace", ready.unit().namespace())
                .put("cluster", site.cluster().value());
        scope.putObject("output");
        ObjectNode named = scope.putObject("outputs");
        Optional<ObjectRef> output = Optional.empty();
        SortedMap<String, ObjectRef> outputs = new TreeMap<>();
        for (int i = 0; i < objects.size(); i++) {
            RenderedObject object = ready.objects().get(i);
            ObjectRef ref = objects.get(i).ref();
            if (object.stage() > last || !read.test(object.resource())) {
                continue;
            }
            if (object.role() == Rendered.Role.WORKLOAD) {
                output = Optional.of(ref);
                LiveObject.read(site, ref).ifPresent(live -> scope.set("output", live));
                Optional.ofNullable(held.get(ref)).ifPresent(o -> scope.set("status", status(o.health())));
            } else if (!object.resource().isEmpty()) {
                outputs.put(object.resource(), ref);
                LiveObject.read(site, ref).ifPresent(live -> named.set(object.resource(), live));
            }
        }
        return new Found.Well(scope, output, outputs);
    }

    private static ObjectNode status(Health health) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("healthy", health.state() == Health.State.HEALTHY).put("message", health.message());
        ObjectNode details = status.putObject("details");
        health.details().forEach(details::put);
        return status;
    }
}
