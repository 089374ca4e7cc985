package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.Optional;

/** What a component of type {@code kustomize} says of where its kustomization is. */
public final class Kustomization {
    private static final String TYPE = "kustomize";

    private Kustomization() {}

    /** The other source that it is in; empty where it is in the repository of the application. */
    public static Optional<Chart.From.Source> elsewhere(Application.Component component) {
        if (!component.type().equals(TYPE) || component.properties().isEmpty()) {
            return Optional.empty();
        }
        Value.Mapping properties = component.properties().get();
        return properties.get("source") instanceof Value.Text source
                ? Optional.of(new Chart.From.Source(
                        source.text(),
                        ShapeCheck.text(properties, "path").orElse(""),
                        ShapeCheck.map(properties, "git").flatMap(git -> ShapeCheck.text(git, "commit")),
                        source.position()))
                : Optional.empty();
    }
}
