package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.model.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A mistake as an {@link Evaluator} tells it: it knows input paths, never lines of the user's files.
 *
 * @param path of the value in the request's component, such as {@code traits[1].properties.image}; may be empty
 * @param message one line; what is expected stands in it
 * @param nearest the valid name that is nearest, where a name is wrong
 * @param definition the place in a definition's file that asked for the value
 * @param file the place in a file that the evaluation asked for and that is wrong itself
 */
public record Fault(
        String path, String message, Optional<String> nearest, Optional<Position> definition, Optional<Position> file) {
    /** The faults in an array of them, in order; none where {@code faults} is no array. */
    public static List<Fault> all(JsonNode faults) {
        return StreamSupport.stream(faults.spliterator(), false).map(Fault::of).toList();
    }

    private static Fault of(JsonNode json) {
        Optional<String> nearest = text(json, "nearest");
        return new Fault(
                json.path("path").asString(""),
                message(json, nearest),
                nearest,
                place(json, "definition"),
                place(json, "file"));
    }

    /** With what is expected, and without the nearest name, which whoever shows the fault adds. */
    private static String message(JsonNode json, Optional<String> nearest) {
        String message = json.path("message").asString("");
        String suffix = nearest.map(name -> "; did you mean \"" + name + "\"?").orElse("");
        String bare = message.endsWith(suffix) ? message.substring(0, message.length() - suffix.length()) : message;
        return text(json, "expected")
                .filter(expected -> !bare.contains(expected))
                .map(expected -> bare + "; expected " + expected)
                .orElse(bare);
    }

    private static Optional<Position> place(JsonNode json, String field) {
        return Optional.of(json.path(field))
                .filter(JsonNode::isObject)
                .map(place -> new Position(
                        place.path("file").asString(""),
                        place.path("line").asInt(1),
                        place.path("column").asInt(1)));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.of(json.path(field).asString("")).filter(text -> !text.isEmpty());
    }
}
