package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one manager applied to an object: its {@code managedFields} entries with operation Apply and no subresource,
 * united over all API versions. It knows paths, not values.
 *
 * @param fields canonical JSON of the entry: keys sorted, no spaces
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">server-side apply</a>
 */
public record ManagedEntry(String fields) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The entry of {@code manager} in a live object, full or metadata only. */
    public static Optional<ManagedEntry> of(JsonNode object, String manager) {
        ObjectNode united = JsonNodeFactory.instance.objectNode();
        boolean found = false;
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (isApplyOf(entry, manager) && entry.path("fieldsV1") instanceof ObjectNode fields) {
                unite(united, fields);
                found = true;
            }
        }
        return found ? Optional.of(new ManagedEntry(Canonical.of(united).toString())) : Optional.empty();
    }

    private static boolean isApplyOf(JsonNode entry, String manager) {
        return entry.path("manager").asString("").equals(manager)
                && entry.path("operation").asString("").equals("Apply")
                && entry.path("subresource").asString("").isEmpty();
    }

    /** Equal entries have equal digests, whatever the order in which the server wrote them. */
    public Digest digest() {
        return Digest.of(fields);
    }

    /** Every path of the entry in the form of the API server's messages: {@code .spec.containers[name="web"].image}. */
    public Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        collect("", JSON.readTree(fields), paths);
        return paths;
    }

    private static void collect(String prefix, JsonNode fields, Set<String> paths) {
        if (!prefix.isEmpty() && (fields.isEmpty() || fields.has("."))) {
            paths.add(prefix);
        }
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!field.getKey().equals(".")) {
                collect(prefix + element(field.getKey()), field.getValue(), paths);
            }
        }
    }

    private static String element(String key) {
        String rest = key.substring(Math.min(2, key.length()));
        return switch (key.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' -> keyElement(rest);
            case 'v' -> "[=" + rest + "]";
            default -> "[" + rest + "]";
        };
    }

    private static String keyElement(String json) {
        Map<String, String> keys = new TreeMap<>();
        JSON.readTree(json)
                .properties()
                .forEach(e -> keys.put(e.getKey(), e.getValue().toString()));
        StringBuilder text = new StringBuilder("[");
        keys.forEach((name, value) -> text.append(text.length() > 1 ? "," : "")
                .append(name)
                .append('=')
                .append(value));
        return text.append(']').toString();
    }

    static void unite(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (into.get(field.getKey()) instanceof ObjectNode old && field.getValue() instanceof ObjectNode more) {
                unite(old, more);
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }
}
