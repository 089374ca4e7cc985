package dev.mizzen.reconcile.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A field's place in an object, read from the keys of {@code fieldsV1}; as text in the form that people write:
 * {@code spec.template.spec.containers[name="web"].image}.
 *
 * @see <a href="https://github.com/kubernetes-sigs/structured-merge-diff">structured-merge-diff, fieldpath</a>
 */
public record FieldPath(List<Step> steps) {
    public static final FieldPath ROOT = new FieldPath(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

    /** One step down. */
    public sealed interface Step {
        /** A field of a map: {@code f:image}. */
        record Name(String name) implements Step {}

        /** The item of a list that has these values: {@code k:{"name":"web"}}. */
        record Key(SortedMap<String, JsonNode> values) implements Step {
            /** Kubernetes' only key with a default: a port without a protocol is one of TCP. */
            private static final String DEFAULTED = "protocol";

            private static final String DEFAULT = "TCP";

            /** The same keys with the values that they have in {@code item}. */
            public Key at(JsonNode item) {
                SortedMap<String, JsonNode> others = new TreeMap<>();
                values.forEach((name, value) -> others.put(
                        name,
                        item.has(name) || !name.equals(DEFAULTED)
                                ? item.path(name)
                                : JsonNodeFactory.instance.stringNode(DEFAULT)));
                return new Key(others);
            }

            /** Whether these are the keys of {@code item}, as written by a person or completed by the server. */
            public boolean isOf(JsonNode item) {
                return values.entrySet().stream().allMatch(e -> {
                    JsonNode value = item.path(e.getKey());
                    return value.isMissingNode()
                            ? e.getKey().equals(DEFAULTED)
                                    && e.getValue().asString("").equals(DEFAULT)
                            : same(value, e.getValue());
                });
            }
        }

        /** The item of a set that is this value: {@code v:"example.org/hold"}. */
        record Element(JsonNode value) implements Step {}

        /** The item at this place: {@code i:0}. */
        record Index(int place) implements Step {}

        /** Whether the item at {@code index} is the one that is meant. */
        default boolean isAt(JsonNode list, int index) {
            return switch (this) {
                case Name ignored -> false;
                case Key key -> key.isOf(list.path(index));
                case Element element -> same(list.path(index), element.value());
                case Index at -> at.place() == index && list.has(index);
            };
        }

        /** Where the item that is meant stands, -1 if it is not there. */
        default int index(JsonNode list) {
            for (int i = 0; list.isArray() && i < list.size(); i++) {
                if (isAt(list, i)) {
                    return i;
                }
            }
            return -1;
        }

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

    public FieldPath then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(List.copyOf(longer));
    }

    /** The place around this one; ROOT's is ROOT. */
    public FieldPath parent() {
        return steps.isEmpty() ? this : new FieldPath(steps.subList(0, steps.size() - 1));
    }

    /** The value at this place, missing where there is none. */
    public JsonNode in(JsonNode object) {
        JsonNode at = object;
        for (Step step : steps) {
            at = step instanceof Step.Name name ? at.path(name.name()) : at.path(step.index(at));
        }
        return at;
    }

    /** The same place with the indices that its list items have in {@code object}; empty where one is not there. */
    public Optional<JsonPointer> pointer(JsonNode object) {
        JsonPointer pointer = JsonPointer.empty();
        JsonNode at = object;
        for (Step step : steps) {
            if (step instanceof Step.Name name) {
                pointer = pointer.appendProperty(name.name());
                at = at.path(name.name());
            } else {
                int index = step.index(at);
                if (index < 0) {
                    return Optional.empty();
                }
                pointer = pointer.appendIndex(index);
                at = at.path(index);
            }
        }
        return Optional.of(pointer);
    }

    /**
     * Reads what {@link #serverText} writes. Names may hold dots: {@code object} tells where each of them ends.
     *
     * @return empty if {@code object} has no such place
     */
    public static Optional<FieldPath> ofServerText(String text, JsonNode object) {
        return new ServerText(text).path(object);
    }

    /** As the API server writes it where it tells of a conflict: {@code .spec.containers[name="web"].image}. */
    public String serverText() {
        return text((text, name) -> text.append('.').append(name));
    }

    /** Whether a step of this name is on the way. */
    public boolean passes(String name) {
        return steps.contains(new Step.Name(name));
    }

    public boolean startsWith(String name) {
        return !steps.isEmpty() && steps.getFirst().equals(new Step.Name(name));
    }

    @Override
    public String toString() {
        return text(FieldPath::name);
    }

    private String text(BiConsumer<StringBuilder, String> name) {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Step.Name s -> name.accept(text, s.name());
                case Step.Index s -> text.append('[').append(s.place()).append(']');
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

    private static boolean same(JsonNode a, JsonNode b) {
        return (a.isNumber() && b.isNumber()) ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }
}
