package dev.mizzen.reconcile.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A value that someone wrote in a file, with the place where it stands. Immutable. */
public sealed interface Value {
    /** Where the value begins. */
    Position position();

    /** What kind of value this is, for messages: {@code a map}, {@code text}. Never its content, which may be secret. */
    default String describe() {
        return switch (this) {
            case Mapping mapping -> "a map";
            case Sequence sequence -> "a list";
            case Text text -> "text";
            case Whole whole -> "a whole number";
            case Decimal decimal -> "a decimal number";
            case Flag flag -> "a boolean";
            case Nothing nothing -> "nothing";
        };
    }

    /** A mapping in source order; of a key written twice the reader reports the second as a problem. */
    record Mapping(Position position, SequencedMap<String, Field> fields) implements Value {
        /** The value of {@code key}, or null where the key is absent. */
        public @Nullable Value get(String key) {
            Field field = fields.get(key);
            return field == null ? null : field.value();
        }

        /** The same with another value for {@code key}, which comes last if it is new. */
        public Mapping with(String key, Value value) {
            SequencedMap<String, Field> changed = new LinkedHashMap<>(fields);
            Field old = fields.get(key);
            changed.put(key, new Field(old == null ? value.position() : old.key(), value));
            return of(position, changed);
        }

        /** The same without {@code key}. */
        public Mapping without(String key) {
            SequencedMap<String, Field> changed = new LinkedHashMap<>(fields);
            changed.remove(key);
            return of(position, changed);
        }

        /** A mapping of {@code fields}, copied in their order. */
        public static Mapping of(Position position, Map<String, Field> fields) {
            return new Mapping(position, Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields)));
        }
    }

    /** A key's own place and its value. */
    record Field(Position key, Value value) {}

    /** A list. */
    record Sequence(Position position, List<Value> items) implements Value {}

    /** Text, also where quotes make text of what looks like a number. */
    record Text(Position position, String text) implements Value {}

    /** A whole number of any size, exact. */
    record Whole(Position position, BigInteger number) implements Value {}

    /** A number with a fraction or an exponent, exact as written. */
    record Decimal(Position position, BigDecimal number) implements Value {}

    /** true or false. */
    record Flag(Position position, boolean flag) implements Value {}

    /** null, or a key with nothing behind it. */
    record Nothing(Position position) implements Value {}
}
