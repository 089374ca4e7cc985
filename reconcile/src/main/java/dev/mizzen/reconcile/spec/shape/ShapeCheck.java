package dev.mizzen.reconcile.spec.shape;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Holds values against shapes and collects every problem. In a part of a whole nothing is required and null may stand anywhere. */
public final class ShapeCheck {
    private final boolean part;
    private final List<Problem> problems;

    private ShapeCheck(boolean part, List<Problem> problems) {
        this.part = part;
        this.problems = problems;
    }

    public static ShapeCheck ofWhole(List<Problem> problems) {
        return new ShapeCheck(false, problems);
    }

    public static ShapeCheck ofPart(List<Problem> problems) {
        return new ShapeCheck(true, problems);
    }

    public void check(Value value, Shape shape) {
        switch (shape) {
            case Shape.Anything anything -> {}
            case Shape.AnyMap any -> expect(value, "a map", Value.Mapping.class::isInstance);
            case Shape.AnyText any -> expect(value, "text", Value.Text.class::isInstance);
            case Shape.Bool bool -> expect(value, "true or false", Value.Flag.class::isInstance);
            case Shape.Count count -> count(value, count);
            case Shape.Word word -> word(value, word);
            case Shape.Form form -> form(value, form);
            case Shape.MapOf map -> mapOf(value, map);
            case Shape.ListOf list -> listOf(value, list);
            case Shape.Fields fields -> fields(value, fields);
        }
    }

    private void mapOf(Value value, Shape.MapOf shape) {
        if (value instanceof Value.Mapping mapping) {
            mapping.fields().values().forEach(field -> optional(field.value(), shape.value()));
        } else {
            expected(value, "a map");
        }
    }

    private void listOf(Value value, Shape.ListOf shape) {
        if (value instanceof Value.Sequence sequence) {
            sequence.items().forEach(item -> check(item, shape.item()));
        } else {
            expected(value, "a list");
        }
    }

    private void fields(Value value, Shape.Fields shape) {
        if (!(value instanceof Value.Mapping mapping)) {
            expected(value, "a map");
            if (value instanceof Value.Sequence) {
                shape.insteadOfList().ifPresent(likely -> check(value, likely));
            }
            return;
        }
        mapping.fields().forEach((name, field) -> {
            Shape known = shape.known().get(name);
            if (known == null) {
                problems.add(unknown(name, field.key(), shape));
            } else if (!(isNothing(field.value()) && (part || !shape.required().contains(name)))) {
                check(field.value(), known);
            }
        });
        if (!part) {
            shape.required().stream()
                    .filter(name -> !mapping.fields().containsKey(name))
                    .sorted()
                    .forEach(name -> problems.add(Problem.at(mapping.position(), "missing field \"" + name + "\"")));
        }
    }

    private static Problem unknown(String name, Position at, Shape.Fields shape) {
        String hint = shape.hints().get(name);
        Problem problem = Problem.at(at, "unknown field \"" + name + "\"" + (hint == null ? "" : ": " + hint));
        return hint == null ? problem.withNearest(Nearest.to(name, shape.known().keySet())) : problem;
    }

    private void word(Value value, Shape.Word shape) {
        if (value instanceof Value.Text text) {
            if (!shape.words().contains(text.text())) {
                problems.add(Problem.at(value.position(), "expected " + either(shape) + ", found " + quoted(text))
                        .withNearest(Nearest.to(text.text(), shape.words())));
            }
        } else {
            expected(value, either(shape));
        }
    }

    private void form(Value value, Shape.Form form) {
        if (!(value instanceof Value.Text text)) {
            expected(value, form.expected());
        } else if (!form.valid().test(text.text())) {
            problems.add(Problem.at(value.position(), "expected " + form.expected() + ", found " + quoted(text)));
        }
    }

    private void count(Value value, Shape.Count count) {
        String bounds = "a whole number from " + count.least() + " to " + count.most();
        if (!(value instanceof Value.Whole whole)) {
            expected(value, bounds);
        } else if (!within(whole.number(), count)) {
            problems.add(Problem.at(value.position(), "expected " + bounds + ", found another one"));
        }
    }

    private static String either(Shape.Word shape) {
        return shape.words().stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(" or "));
    }

    private void optional(Value value, Shape shape) {
        if (!(part && isNothing(value))) {
            check(value, shape);
        }
    }

    private void expect(Value value, String expected, Predicate<Value> valid) {
        if (!valid.test(value)) {
            expected(value, expected);
        }
    }

    private void expected(Value value, String expected) {
        problems.add(Problem.at(value.position(), "expected " + expected + ", found " + value.describe()));
    }

    /** Only where a name or another word of ours stands, never for what may be a secret. */
    private static String quoted(Value.Text text) {
        String line = text.text().lines().findFirst().orElse("");
        return "\"" + (line.length() > 60 ? line.substring(0, 60) + "…" : line) + "\"";
    }

    private static boolean within(BigInteger number, Shape.Count bounds) {
        return number.bitLength() < 32 && number.intValue() >= bounds.least() && number.intValue() <= bounds.most();
    }

    private static boolean isNothing(Value value) {
        return value instanceof Value.Nothing;
    }

    /** The text in an optional field of a mapping. */
    public static Optional<String> text(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Text text ? Optional.of(text.text()) : Optional.empty();
    }

    /** The map in an optional field of a mapping. */
    public static Optional<Value.Mapping> map(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Mapping map ? Optional.of(map) : Optional.empty();
    }

    /** The maps in an optional list of a mapping. */
    public static List<Value.Mapping> maps(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Sequence list
                ? list.items().stream()
                        .filter(Value.Mapping.class::isInstance)
                        .map(Value.Mapping.class::cast)
                        .toList()
                : List.of();
    }
}
