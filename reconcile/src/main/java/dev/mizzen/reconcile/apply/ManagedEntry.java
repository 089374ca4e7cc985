package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import java.util.List;
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
 * united over all API versions. It knows paths, not values. With it goes what others hold within a field that it holds as
 * one: after the kind's schema told that field's insides apart, that is the only trace which an edit of them leaves.
 *
 * @param fields canonical JSON of the entry: keys sorted, no spaces; others' holdings under {@code within}
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">server-side apply</a>
 */
public record ManagedEntry(String fields) {
    /** Nothing at all. */
    public static final ManagedEntry NONE = new ManagedEntry("{}");

    private static final String WITHIN = "within";
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
        if (!found) {
            return Optional.empty();
        }
        ObjectNode within = JsonNodeFactory.instance.objectNode();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (!isApplyOf(entry, manager)) {
                within(united, entry.path("fieldsV1"), within);
            }
        }
        if (!within.isEmpty()) {
            united.set(WITHIN, within);
        }
        return Optional.of(new ManagedEntry(Canonical.of(united).toString()));
    }

    /** What {@code theirs} has below a leaf of {@code ours}. */
    private static void within(JsonNode ours, JsonNode theirs, ObjectNode found) {
        for (Map.Entry<String, JsonNode> field : theirs.properties()) {
            JsonNode same = ours.path(field.getKey());
            if (same.isMissingNode() || field.getValue().isEmpty()) {
                continue;
            }
            ObjectNode below = found.get(field.getKey()) instanceof ObjectNode known
                    ? known
                    : JsonNodeFactory.instance.objectNode();
            if (same.isEmpty()) {
                unite(below, (ObjectNode) field.getValue());
            } else {
                within(same, field.getValue(), below);
            }
            if (!below.isEmpty()) {
                found.set(field.getKey(), below);
            }
        }
    }

    /** All that anybody holds in a live object. */
    static ManagedEntry ofAll(JsonNode object) {
        ObjectNode united = JsonNodeFactory.instance.objectNode();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            if (entry.path("fieldsV1") instanceof ObjectNode fields) {
                unite(united, fields);
            }
        }
        return new ManagedEntry(united.toString());
    }

    /** Its fields as a set. */
    FieldTree tree() {
        return new FieldTree(ours());
    }

    private ObjectNode ours() {
        ObjectNode ours = (ObjectNode) JSON.readTree(fields);
        ours.remove(WITHIN);
        return ours;
    }

    /** Whether the field, something below it, or all that is around it as one, is in the entry; as a server writes it. */
    boolean holds(String path) {
        return paths().stream().anyMatch(own -> own.equals(path) || isBelow(own, path))
                || leaves().stream().anyMatch(leaf -> isBelow(path, leaf));
    }

    private static boolean isBelow(String path, String around) {
        return path.startsWith(around)
                && path.length() > around.length()
                && (path.charAt(around.length()) == '.' || path.charAt(around.length()) == '[');
    }

    private List<String> leaves() {
        return tree().leaves().stream().map(FieldPath::serverText).toList();
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
        collect("", ours(), paths);
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
