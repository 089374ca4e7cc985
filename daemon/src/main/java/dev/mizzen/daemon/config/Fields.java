package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of one mapping, asked for by name. What is wrong, missing or never asked for becomes a problem. */
final class Fields {
    private final Value.Mapping mapping;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(Value.Mapping mapping, List<Problem> problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /** The fields of {@code value} if it is a mapping, else a problem. */
    static Optional<Fields> of(Value value, String what, List<Problem> problems) {
        if (value instanceof Value.Mapping mapping) {
            return Optional.of(new Fields(mapping, problems));
        }
        problems.add(Problem.at(value.position(), what + " is a map"));
        return Optional.empty();
    }

    Position position() {
        return mapping.position();
    }

    Position position(String name) {
        Value value = mapping.get(name);
        return value == null ? mapping.position() : value.position();
    }

    boolean has(String name) {
        return present(name) != null;
    }

    void problem(String name, String message) {
        problems.add(Problem.at(position(name), message));
    }

    /** The raw value; empty where it is absent or null. */
    Optional<Value> value(String name) {
        return Optional.ofNullable(present(name));
    }

    private @Nullable Value present(String name) {
        known.add(name);
        Value value = mapping.get(name);
        return value instanceof Value.Nothing ? null : value;
    }

    /** Text that must be there; empty if it is not, which is then a problem. */
    Optional<String> required(String name) {
        if (!has(name)) {
            problems.add(Problem.at(mapping.position(), "\"" + name + "\" is missing"));
            return Optional.empty();
        }
        return text(name);
    }

    Optional<String> text(String name) {
        Value value = present(name);
        if (value instanceof Value.Text text && !text.text().isBlank()) {
            return Optional.of(text.text());
        }
        if (value != null) {
            problem(name, "\"" + name + "\" is text");
        }
        return Optional.empty();
    }

    /** A whole number within bounds, both included. */
    Optional<Integer> whole(String name, int least, int most) {
        Value value = present(name);
        if (value instanceof Value.Whole whole
                && whole.number().bitLength() < Integer.SIZE
                && whole.number().intValueExact() >= least
                && whole.number().intValueExact() <= most) {
            return Optional.of(whole.number().intValueExact());
        }
        if (value != null) {
            problem(name, "\"" + name + "\" is a whole number from " + least + " to " + most);
        }
        return Optional.empty();
    }

    boolean flag(String name) {
        Value value = present(name);
        if (value != null && !(value instanceof Value.Flag)) {
            problem(name, "\"" + name + "\" is true or false");
        }
        return value instanceof Value.Flag flag && flag.flag();
    }

    /** Text in a form of its own; {@code parse} throws IllegalArgumentException with a message that repeats no secret. */
    <T> Optional<T> parsed(Optional<String> text, String name, Function<String, T> parse) {
        try {
            return text.map(parse);
        } catch (IllegalArgumentException e) {
            problem(name, "\"" + name + "\": " + e.getMessage());
            return Optional.empty();
        }
    }

    Optional<Fields> fields(String name) {
        return value(name).flatMap(value -> of(value, "\"" + name + "\"", problems));
    }

    /** Items of a list of maps. */
    List<Fields> items(String name) {
        Value value = present(name);
        List<Fields> items = new ArrayList<>();
        if (value instanceof Value.Sequence sequence) {
            sequence.items()
                    .forEach(item ->
                            of(item, "an item of \"" + name + "\"", problems).ifPresent(items::add));
        } else if (value != null) {
            problem(name, "\"" + name + "\" is a list");
        }
        return items;
    }

    /** The texts of a list that must be there and hold at least one. */
    List<String> listed(String name) {
        List<String> texts = new ArrayList<>();
        boolean wrong = true;
        if (present(name) instanceof Value.Sequence sequence
                && !sequence.items().isEmpty()) {
            wrong = false;
            for (Value item : sequence.items()) {
                if (item instanceof Value.Text text && !text.text().isBlank()) {
                    texts.add(text.text());
                } else {
                    wrong = true;
                }
            }
        }
        if (wrong) {
            problem(name, "\"" + name + "\" is a list of at least one text");
        }
        return texts;
    }

    /** All fields as text by name, as for labels. */
    Optional<Map<String, String>> texts(String name) {
        return fields(name).map(inner -> {
            Map<String, String> texts = new TreeMap<>();
            inner.mapping.fields().keySet().forEach(key -> inner.text(key).ifPresent(text -> texts.put(key, text)));
            return texts;
        });
    }

    /** Reports every field that nobody asked for. */
    void end() {
        mapping.fields().forEach((name, field) -> {
            if (!known.contains(name)) {
                problems.add(Problem.at(field.key(), "unknown field \"" + name + "\"")
                        .withNearest(Nearest.to(name, known)));
            }
        });
    }
}
