package dev.mizzen.reconcile.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a path as an API server writes it in its messages: {@code .spec.ports[port=80,protocol="TCP"].name}. */
final class ServerText {
    private final String text;
    private int next;

    ServerText(String text) {
        this.text = text;
    }

    Optional<FieldPath> path(JsonNode object) {
        FieldPath path = FieldPath.ROOT;
        JsonNode at = object;
        while (next < text.length()) {
            Optional<FieldPath.Step> step = text.charAt(next) == '[' ? item() : name(at);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            path = path.then(step.get());
            at = path.in(object);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(path);
    }

    /** The longest of the object's names that stands here and ends where a step may end. */
    private Optional<FieldPath.Step> name(JsonNode object) {
        Optional<String> name = object.propertyNames().stream()
                .filter(n -> text.startsWith(n, next + 1) && isEnd(next + 1 + n.length()))
                .max(Comparator.comparingInt(String::length));
        name.ifPresent(n -> next += 1 + n.length());
        return name.map(FieldPath.Step.Name::new);
    }

    private boolean isEnd(int at) {
        return at == text.length() || text.charAt(at) == '.' || text.charAt(at) == '[';
    }

    private Optional<FieldPath.Step> item() {
        SortedMap<String, JsonNode> keys = new TreeMap<>();
        next++;
        try {
            while (true) {
                int equals = text.indexOf('=', next);
                int end = text.indexOf(']', next);
                if (end < 0) {
                    return Optional.empty();
                }
                if (equals < 0 || equals > end) {
                    return keys.isEmpty() ? Optional.of(new FieldPath.Step.Index(index(end))) : Optional.empty();
                }
                String name = text.substring(next, equals);
                next = equals + 1;
                keys.put(name, value());
                if (text.charAt(next++) == ']') {
                    return Optional.of(
                            name.isEmpty() ? new FieldPath.Step.Element(keys.get(name)) : new FieldPath.Step.Key(keys));
                }
            }
        } catch (JacksonException | NumberFormatException | StringIndexOutOfBoundsException e) {
            return Optional.empty(); // not written by an API server
        }
    }

    private int index(int end) {
        int index = Integer.parseInt(text.substring(next, end));
        next = end + 1;
        return index;
    }

    private JsonNode value() {
        int begin = next;
        boolean quoted = text.charAt(next) == '"';
        next++;
        while (quoted ? text.charAt(next) != '"' : text.charAt(next) != ',' && text.charAt(next) != ']') {
            next += text.charAt(next) == '\\' ? 2 : 1;
        }
        next += quoted ? 1 : 0;
        return JsonMapper.shared().readTree(text.substring(begin, next));
    }
}
