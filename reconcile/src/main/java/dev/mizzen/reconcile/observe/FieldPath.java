package dev.mizzen.reconcile.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A field's place in an object, read from the keys of {@code fieldsV1}; as text in the form that people write:
 * {@code spec.template.spec.containers[name="web"].image}.
 *
 * @see <a href="https://github.com/kubernetes-sigs/structured-merge-diff">structured-merge-diff, fieldpath</a>
 */
record FieldPath(List<Step> steps) {
    static final FieldPath ROOT = new FieldPath(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

    /** One step down. */
    sealed interface Step {
        /** A field of a map: {@code f:image}. */
        record Name(String name) implements Step {}

        /** The item of a list that has these values: {@code k:{"name":"web"}}. */
        record Key(SortedMap<String, JsonNode> values) implements Step {}

        /** The item of a set that is this value: {@code v:"example.org/hold"}. */
        record Element(JsonNode value) implements Step {}

        /** The item at this place: {@code i:0}. */
        record Index(int index) implements Step {}

        /** Reads a key of {@code fieldsV1}; what has no known form is taken as a field's name. */
        static Step parse(String key) {
            try {
                return switch (key.length() < 2 ? "" : key.substring(0, 2)) {
                    case "f:" -> new Name(key.substring(2));
                    case "k:" -> key(JsonMapper.shared().readTree(key.substring(2)));
                    case "v:" -> new Element(JsonMapper.shared().readTree(key.substring(2)));
                    case "i:" -> new Index(Integer.parseInt(key.substring(2)));
                    default -> new Name(key);
                };
            } catch (JacksonException | NumberFormatException e) {
                return new Name(key); // still names the place, which is all that is asked of it
            }
        }

        private static Step key(JsonNode values) {
            SortedMap<String, JsonNode> sorted = new TreeMap<>();
            values.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            return new Key(sorted);
        }
    }

    FieldPath then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(List.copyOf(longer));
    }

    /** The place around this one; ROOT's is ROOT. */
    FieldPath parent() {
        return steps.isEmpty() ? this : new FieldPath(steps.subList(0, steps.size() - 1));
    }

    /** The value at this place, missing where there is none. */
    JsonNode in(JsonNode object) {
        JsonNode at = object;
        for (Step step : steps) {
            at = switch (step) {
                case Step.Name s -> at.path(s.name());
                case Step.Index s -> at.path(s.index());
                case Step.Key s -> item(at, s.values());
                case Step.Element s -> element(at, s.value());
            };
        }
        return at;
    }

    private static JsonNode item(JsonNode list, Map<String, JsonNode> wanted) {
        for (JsonNode item : list) {
            if (wanted.entrySet().stream().allMatch(e -> item.path(e.getKey()).equals(e.getValue()))) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode element(JsonNode list, JsonNode wanted) {
        for (JsonNode item : list) {
            if (item.equals(wanted)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    /** Whether a step of this name is on the way. */
    boolean passes(String name) {
        return steps.contains(new Step.Name(name));
    }

    boolean startsWith(String name) {
        return !steps.isEmpty() && steps.getFirst().equals(new Step.Name(name));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Step.Name s -> name(text, s.name());
                case Step.Index s -> text.append('[').append(s.index()).append(']');
                case Step.Element s -> text.append("[=").append(s.value()).append(']');
                case Step.Key s ->
                    text.append(s.values().entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .collect(Collectors.joining(",", "[", "]")));
            }
        }
        return text.toString();
    }

    private static void name(StringBuilder text, String name) {
        if (PLAIN.matcher(name).matches()) {
            text.append(text.isEmpty() ? "" : ".").append(name);
        } else {
            text.append("[\"").append(name).append("\"]");
        }
    }
}
