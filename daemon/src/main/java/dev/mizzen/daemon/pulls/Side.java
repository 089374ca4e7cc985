package dev.mizzen.daemon.pulls;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one commit means, as far as it could be rendered.
 *
 * @param objects that it makes, by where they go
 * @param unseen parts of which it is not known what they make
 * @param problems what is wrong in it
 */
record Side(SortedMap<Place, SortedMap<ObjectRef, Made>> objects, Set<Part> unseen, List<Problem> problems) {
    /** A component of a delivery; {@code ""} for all of them. */
    record Part(String delivery, String component) {
        Part whole() {
            return new Part(delivery, "");
        }
    }

    /** An object and what it is part of. */
    record Made(Part by, ObjectNode object) {}

    /** Whether an object that this does not have may be there all the same. */
    boolean mayHave(Made made) {
        return unseen.contains(made.by()) || unseen.contains(made.by().whole());
    }

    Map<ObjectRef, Made> at(Place place) {
        return objects.getOrDefault(place, new TreeMap<>());
    }
}
