package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Rendered;

/**
 * What an object is in the component that it was rendered of.
 *
 * @param namespace where the component is placed
 * @param resource as {@link Rendered.RenderedObject#resource}
 * @param trait as {@link Rendered.RenderedObject#trait}
 */
public record Made(
        String component, String namespace, String replicaKey, Rendered.Role role, String resource, String trait) {
    static Made of(Unit unit, Rendered.RenderedObject object) {
        return new Made(
                unit.component().name(),
                unit.namespace(),
                unit.replicaKey(),
                object.role(),
                object.resource(),
                object.trait());
    }

    boolean isOf(Unit unit) {
        return component.equals(unit.component().name())
                && namespace.equals(unit.namespace())
                && replicaKey.equals(unit.replicaKey());
    }
}
