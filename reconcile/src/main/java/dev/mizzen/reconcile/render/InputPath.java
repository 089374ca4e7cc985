package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A path as the helper process writes it: {@code properties.ports[0].name}, {@code properties.labels["a.b/c"]}.
 *
 * @param steps names as text, list indexes as whole numbers in {@code [ ]} without quotes
 */
record InputPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile("\\.?([A-Za-z0-9_#$-]++)|\\[(\\d{1,9})]|\\[\"((?:[^\"\\\\]|\\\\.)*)\"]");

    private static final Pattern WHOLE = Pattern.compile("(?:" + STEP.pattern() + ")++");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_#$-]+");

    /** A name in a mapping, or a place in a list counted from 0. */
    sealed interface Step {
        record Name(String name) implements Step {}

        record Index(int index) implements Step {}
    }

    /** Reads as much of {@code text} as has the form of a path. */
    static InputPath of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        while (matcher.lookingAt()) {
            steps.add(step(matcher));
            matcher.region(matcher.end(), text.length());
        }
        return new InputPath(List.copyOf(steps));
    }

    /** Reads {@code text} if all of it has the form of a path. */
    static Optional<InputPath> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(of(text)) : Optional.empty();
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(2) != null) {
            return new Step.Index(Integer.parseInt(matcher.group(2)));
        }
        String plain = matcher.group(1);
        return new Step.Name(plain != null ? plain : matcher.group(3).replaceAll("\\\\(.)", "$1"));
    }

    /** As it is written behind a name: {@code .image}, {@code .ports[0].name}, {@code .labels["a.b/c"]}. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Step.Index index -> text.append('[').append(index.index()).append(']');
                case Step.Name name -> {
                    if (PLAIN.matcher(name.name()).matches()) {
                        text.append('.').append(name.name());
                    } else {
                        text.append("[\"")
                                .append(name.name().replaceAll("([\"\\\\])", "\\\\$1"))
                                .append("\"]");
                    }
                }
            }
        }
        return text.toString();
    }

    /** What stands at this path of a JSON tree; missing if nothing does. */
    JsonNode in(JsonNode root) {
        JsonNode here = root;
        for (Step step : steps) {
            here = switch (step) {
                case Step.Name name -> here.path(name.name());
                case Step.Index index -> here.path(index.index());
            };
        }
        return here;
    }

    /** The path without its first {@code count} steps. */
    InputPath after(int count) {
        return new InputPath(steps.subList(Math.min(count, steps.size()), steps.size()));
    }

    Optional<String> name(int step) {
        return step < steps.size() && steps.get(step) instanceof Step.Name name
                ? Optional.of(name.name())
                : Optional.empty();
    }

    Optional<Integer> index(int step) {
        return step < steps.size() && steps.get(step) instanceof Step.Index index
                ? Optional.of(index.index())
                : Optional.empty();
    }

    /**
     * Where the value at this path stands, or its nearest ancestor that is there.
     *
     * @param key whether the place of the last name is wanted instead of its value's
     */
    Position in(Value root, boolean key) {
        Value here = root;
        Position at = root.position();
        for (Step step : steps) {
            switch (step) {
                case Step.Name name -> {
                    Value.@Nullable Field field = here instanceof Value.Mapping mapping
                            ? mapping.fields().get(name.name())
                            : null;
                    if (field == null) {
                        return at;
                    }
                    here = field.value();
                    at = key || here instanceof Value.Nothing ? field.key() : here.position();
                }
                case Step.Index index -> {
                    if (!(here instanceof Value.Sequence list)
                            || index.index() >= list.items().size()) {
                        return at;
                    }
                    here = list.items().get(index.index());
                    at = here.position();
                }
            }
        }
        return at;
    }
}
