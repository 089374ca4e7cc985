package dev.mizzen.reconcile.spec.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a value of our own kinds may look like; {@link ShapeCheck} holds values against it. */
public sealed interface Shape {
    /** Where anything may stand. */
    record Anything() implements Shape {}

    /** A map whose keys and values are free. */
    record AnyMap() implements Shape {}

    /** Text of any form. */
    record AnyText() implements Shape {}

    /** true or false. */
    record Bool() implements Shape {}

    /** A whole number within bounds, both inclusive. */
    record Count(int least, int most) implements Shape {}

    /** One of a few words. */
    record Word(List<String> words) implements Shape {}

    /** Text of a form; {@code expected} names it in messages. */
    record Form(String expected, Predicate<String> valid) implements Shape {}

    /** A map of free keys to values of one shape. */
    record MapOf(Shape value) implements Shape {}

    /** A list of items of one shape. */
    record ListOf(Shape item) implements Shape {}

    /**
     * A map of known fields.
     *
     * @param required those that must be there
     * @param hints unknown field → where it belongs, for mistakes that are often made
     * @param insteadOfList what a list in this place probably holds, so that its items are checked too
     */
    record Fields(
            Map<String, Shape> known, Set<String> required, Map<String, String> hints, Optional<Shape> insteadOfList)
            implements Shape {
        public Fields(Map<String, Shape> known, Set<String> required) {
            this(known, required, Map.of(), Optional.empty());
        }

        public Fields hinting(Map<String, String> hint) {
            return new Fields(known, required, hint, insteadOfList);
        }
    }
}
