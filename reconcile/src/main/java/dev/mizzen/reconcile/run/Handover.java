package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Feed;
import dev.mizzen.reconcile.render.Given;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.Application.Input;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Values that components of one delivery give to each other on one cluster: within one namespace, and one replica. A value is
 * given once all objects of the giver are as the release says and healthy; it is read from the live objects.
 */
final class Handover {
    private final Deliver spec;
    private final Site site;
    private final Stages stages;
    private final LiveObjects live;
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

    Handover(Deliver spec, Site site, Stages stages, LiveObjects live) {
        this.live = live;
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
        return switch (live.of(ready, Integer.MAX_VALUE, role -> true)) {
            case LiveObjects.Found.NotYet notYet -> new Offer.NotYet(notYet.why());
            case LiveObjects.Found.Well well -> new Offer.Made(stages.give(spec, ready.unit(), well.scope()));
        };
    }
}
