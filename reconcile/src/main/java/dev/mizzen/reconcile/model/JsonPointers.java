package dev.mizzen.reconcile.model;

import java.util.List;
import tools.jackson.core.JsonPointer;

/** The order in which places of one document can be taken out one by one. */
public final class JsonPointers {
    private JsonPointers() {}

    /** Each once; later list items first, and what is within something before it, so that no removal moves another's. */
    public static List<JsonPointer> lastFirst(List<JsonPointer> pointers) {
        return pointers.stream().distinct().sorted((a, b) -> compare(b, a)).toList();
    }

    private static int compare(JsonPointer a, JsonPointer b) {
        if (a.matches() || b.matches()) {
            return Boolean.compare(b.matches(), a.matches());
        }
        int first = a.mayMatchElement() && b.mayMatchElement()
                ? Integer.compare(a.getMatchingIndex(), b.getMatchingIndex())
                : a.getMatchingProperty().compareTo(b.getMatchingProperty());
        return first != 0 ? first : compare(a.tail(), b.tail());
    }
}
