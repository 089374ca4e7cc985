package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Position;
import java.util.List;
import java.util.Optional;

/** Where one field of a rendered object comes from. */
public sealed interface Origin {
    /** The field is this input value, as it stands there, and depends on no other. */
    record Exact(Input input) implements Origin {}

    /** The field changes when one of these input values does; at least one, in the order of the files' values. */
    record Derived(List<Input> inputs) implements Origin {}

    /**
     * No input value decides the field.
     *
     * @param definition kind and name, such as {@code trait scaler}
     * @param parameter the parameter whose default the field is, where it is one
     * @param at the line of the template, or of the parameter, as deep as it can be told
     */
    record OfDefinition(String definition, Optional<String> parameter, Position at) implements Origin {}

    /**
     * No input value decides the field, but the files of an artifact, at least one.
     *
     * @param kind such as {@code kustomize}
     * @param files every file that its build read; which of them made the field is not told
     */
    record OfArtifact(String kind, List<String> files) implements Origin {}

    /**
     * A value that a render takes in.
     *
     * @param path from the component, {@code properties.image} or {@code traits[0].properties.replicas}; in words where it
     *     is no property
     * @param position where it is written; empty where no file of the application says it
     */
    record Input(String path, Optional<Position> position) {}
}
