package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that one render takes in besides definitions, and copies of it in which one thing is another. */
record Inputs(Application app, Unit unit, ClusterFacts facts) {
    /** Whose properties: the component's own, or those of one of its traits. */
    sealed interface Owner {
        record Own() implements Owner {}

        /** Counted from 0. */
        record OfTrait(int index) implements Owner {}
    }

    Component component() {
        return unit.component();
    }

    Optional<Value.Mapping> properties(Owner owner) {
        return switch (owner) {
            case Owner.Own own -> component().properties();
            case Owner.OfTrait trait -> component().traits().get(trait.index()).properties();
        };
    }

    Inputs withProperties(Owner owner, Value.Mapping properties) {
        Component c = component();
        return switch (owner) {
            case Owner.Own own -> with(c.name(), Optional.of(properties), c.traits());
            case Owner.OfTrait trait -> {
                List<Trait> traits = new ArrayList<>(c.traits());
                Trait old = traits.get(trait.index());
                traits.set(trait.index(), new Trait(old.type(), Optional.of(properties), old.typePosition()));
                yield with(c.name(), c.properties(), traits);
            }
        };
    }

    Inputs withoutTrait(int index) {
        List<Trait> traits = new ArrayList<>(component().traits());
        traits.remove(index);
        return with(component().name(), component().properties(), traits);
    }

    Inputs withComponentName(String name) {
        return with(name, component().properties(), component().traits());
    }

    Inputs withApplicationName(String name) {
        return new Inputs(
                application(new AppName(name), app.labels(), app.annotations(), app.components()), unit, facts);
    }

    Inputs withLabels(Map<String, String> labels) {
        return new Inputs(application(app.name(), labels, app.annotations(), app.components()), unit, facts);
    }

    Inputs withAnnotations(Map<String, String> annotations) {
        return new Inputs(application(app.name(), app.labels(), annotations, app.components()), unit, facts);
    }

    Inputs withUnit(Unit other) {
        return new Inputs(app, other, facts);
    }

    Inputs withFacts(ClusterFacts other) {
        return new Inputs(app, unit, other);
    }

    private Inputs with(String name, Optional<Value.Mapping> properties, List<Trait> traits) {
        Component old = component();
        Component changed = old.with(name, properties, traits);
        List<Component> components = app.components().stream()
                .map(c -> c.name().equals(old.name()) ? changed : c)
                .toList();
        return new Inputs(
                application(app.name(), app.labels(), app.annotations(), components),
                new Unit(changed, unit.cluster(), unit.namespace(), unit.replicaKey()),
                facts);
    }

    private Application application(
            AppName name, Map<String, String> labels, Map<String, String> annotations, List<Component> components) {
        return new Application(
                name, app.namespace(), labels, annotations, components, app.policies(), app.workflow(), app.position());
    }
}
