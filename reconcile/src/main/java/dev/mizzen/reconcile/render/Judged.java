package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Definition;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A part of a component whose definition says something of the health of live objects.
 *
 * @param trait the trait's type, as {@link Rendered.RenderedObject#trait}; empty for the component itself
 */
public record Judged(Optional<String> trait, Definition definition, JsonNode parameter) {}
