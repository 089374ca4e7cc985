package dev.mizzen.reconcile.model;

import java.util.Optional;

/**
 * One mistake in an input, told once: where, what, and the nearest valid name where there is one.
 * {@code message} is one line without position and without secrets; {@code definition} is the line of a template that
 * asked for the value, where a definition is what rejects it.
 */
public record Problem(
        Optional<Position> position, String message, Optional<String> nearest, Optional<Position> definition) {
    public static Problem at(Position position, String message) {
        return new Problem(Optional.of(position), message, Optional.empty(), Optional.empty());
    }

    public static Problem of(String message) {
        return new Problem(Optional.empty(), message, Optional.empty(), Optional.empty());
    }

    public Problem withNearest(Optional<String> name) {
        return new Problem(position, message, name, definition);
    }

    public Problem withDefinition(Position line) {
        return new Problem(position, message, nearest, Optional.of(line));
    }

    /** {@code apps/web/application.yaml:12:9: unknown field "propertie"; did you mean "properties"?} */
    @Override
    public String toString() {
        return position.map(p -> p + ": ").orElse("")
                + message
                + nearest.map(n -> "; did you mean \"" + n + "\"?").orElse("")
                + definition.map(d -> " (" + d + ")").orElse("");
    }
}
