package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Bodies;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.Judging;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.render.Feed;
import dev.mizzen.reconcile.render.Given;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.Application.Input;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.ObjectRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that components of one delivery give to each other on one cluster: within one namespace, and one replica. A value is
 * given once all objects of the giver are as the release says and healthy; it is read from the live objects.
 */
final class Handover {
    private final Deliver spec;
    private final Site site;
    private final Stages stages;
    private final Judging judging;
    private final Judgements judgements;
    private final Map<Giver, Rendered.Ready> rendered = new HashMap<>();
    private final Map<Giver, Offer> offers = new HashMap<>();

    private record Giver(String component, String namespace, String replicaKey) {}

    /** What a giver gives, or why nothing yet. */
    private sealed interface Offer {
        record Made(Given given) implements Offer {}

        record NotYet(String why) implements Offer {}
    }

    /** A unit that can be rendered now, or why not. */
    sealed interface Fed {
        record Whole(Unit unit) implements Fed {}

        record Hungry(String waitsFor) implements Fed {}
    }

    /** @param judging hears what a giver's definitions say, since its health counts before the run has told of all */
    Handover(Deliver spec, Site site, Stages stages, Judging judging) {
        this.judging = judging;
        this.judgements = new Judgements(stages, spec, site);
        this.spec = spec;
        this.site = site;
        this.stages = stages;
    }

    /** A unit that may give something to those that are fed later. */
    void rendered(Rendered.Ready ready) {
        Unit unit = ready.unit();
        rendered.put(new Giver(unit.component().name(), unit.namespace(), unit.replicaKey()), ready);
    }

    Fed feed(Unit unit) throws Rejected, Waiting, ApiException {
        if (unit.component().inputs().isEmpty()) {
            return new Fed.Whole(unit);
        }
        Map<String, JsonNode> values = new HashMap<>();
        for (Input input : unit.component().inputs()) {
            Optional<String> missing = take(unit, input, values);
            if (missing.isPresent()) {
                return new Fed.Hungry(missing.get());
            }
        }
        return new Fed.Whole(Feed.with(unit, values));
    }

    private Optional<String> take(Unit unit, Input input, Map<String, JsonNode> values)
            throws Rejected, Waiting, ApiException {
        String name = giver(input);
        String what = "\"" + input.from() + "\" of component \"" + name + "\"";
        Giver giver = new Giver(name, unit.namespace(), unit.replicaKey());
        if (!rendered.containsKey(giver)) {
            giver = new Giver(name, unit.namespace(), "");
        }
        if (!rendered.containsKey(giver)) {
            return Optional.of(what + ", which waits itself or does not go to cluster " + site.cluster()
                    + ", namespace " + unit.namespace());
        }
        return switch (offer(giver)) {
            case Offer.NotYet notYet -> Optional.of(what + ": " + notYet.why());
            case Offer.Made made -> {
                JsonNode value = made.given().values().get(input.from());
                if (value == null) {
                    yield Optional.of(what + ", which has no value yet: "
                            + made.given().missing().getOrDefault(input.from(), "it is not there"));
                }
                values.put(input.from(), value);
                yield Optional.empty();
            }
        };
    }

    private String giver(Input input) {
        return spec.application().components().stream()
                .filter(component -> component.outputs().stream()
                        .anyMatch(output -> output.name().equals(input.from())))
                .findFirst()
                .orElseThrow()
                .name();
    }

    private Offer offer(Giver giver) throws Rejected, Waiting, ApiException {
        Offer known = offers.get(giver);
        if (known == null) {
            known = made(Objects.requireNonNull(rendered.get(giver)));
            offers.put(giver, known);
        }
        return known;
    }

    private Offer made(Rendered.Ready ready) throws Rejected, Waiting, ApiException {
        Unit unit = ready.unit();
        Desired desired = Bodies.desired(
                ApplySetId.of(spec.id()),
                ready.objects().stream()
                        .map(object -> new Bodies.Source(
                                unit.component().name(), unit.namespace(), object.manifest(), object.stage()))
                        .toList(),
                site.discovery(),
                true,
                spec.environment().drift().ignore(),
                ObjectRules.of(spec.application()));
        List<DesiredObject> objects = desired.objects();
        List<Made> made =
                ready.objects().stream().map(object -> Made.of(unit, object)).toList();
        judging.saysToo(spec.id(), site.cluster(), judgements.of(unit, Rendering.made(desired, made)));
        for (DesiredObject object : objects) {
            Optional<String> why = unready(object);
            if (why.isPresent()) {
                return new Offer.NotYet(why.get());
            }
        }
        return new Offer.Made(stages.give(spec, unit, live(ready, objects)));
    }

    private Optional<String> unready(DesiredObject object) {
        ObservedObject live =
                site.watched().of(ApplySetId.of(spec.id())).objects().get(object.ref());
        if (live == null) {
            return Optional.of(object.ref() + " is not there yet");
        }
        if (live.mark().filter(mark -> mark.digest().equals(object.digest())).isEmpty()) {
            return Optional.of(object.ref() + " is not as this release says yet");
        }
        return live.health().state() == Health.State.HEALTHY
                ? Optional.empty()
                : Optional.of(object.ref() + " is " + Words.health(live.health()));
    }

    /** The giver's objects as its templates name them. Objects and rendered objects have the same order. */
    private ObjectNode live(Rendered.Ready ready, List<DesiredObject> objects) throws ApiException, Waiting {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        scope.put("name", ready.unit().component().name())
                .put("appName", spec.application().name().value())
                .put("namespace", ready.unit().namespace())
                .put("cluster", site.cluster().value());
        scope.putObject("output");
        ObjectNode outputs = scope.putObject("outputs");
        for (int i = 0; i < objects.size(); i++) {
            Rendered.RenderedObject object = ready.objects().get(i);
            if (object.role() == Rendered.Role.WORKLOAD) {
                scope.set("output", read(objects.get(i).ref()));
            } else if (!object.resource().isEmpty()) {
                outputs.set(object.resource(), read(objects.get(i).ref()));
            }
        }
        return scope;
    }

    private JsonNode read(ObjectRef ref) throws ApiException, Waiting {
        Resource resource = site.discovery()
                .find(ref.group(), ref.kind())
                .orElseThrow(() -> new IllegalStateException("the kind of " + ref + " was served a moment ago"));
        return site.api().get(resource, ref);
    }
}
