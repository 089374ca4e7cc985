package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one definition says of the health of one component, or of one trait of it, on one cluster.
 *
 * @param what it judges, for people
 * @param context of the evaluation without the live objects; never changed
 * @param output the component's workload
 * @param outputs the other objects that the texts may look at, by name
 * @param subjects the objects whose health it decides
 */
public record HealthPolicy(
        String what,
        Definition definition,
        JsonNode parameter,
        ObjectNode context,
        Optional<ObjectRef> output,
        SortedMap<String, ObjectRef> outputs,
        List<ObjectRef> subjects) {
    private static final Pattern OUTPUT = Pattern.compile("\\boutput\\b");
    private static final Pattern OUTPUTS = Pattern.compile("\\boutputs\\b");
    /** The context as a whole, and not one of its fields. */
    private static final Pattern WHOLE = Pattern.compile("\\bcontext\\b(?!\\s*\\.)");

    /** Whether it decides between healthy and not; else it only has something to say. */
    public boolean decides() {
        return !definition.status("healthPolicy").isBlank();
    }

    /** The objects that the texts look at. */
    Set<ObjectRef> reads() {
        Set<ObjectRef> read = new LinkedHashSet<>();
        if (mentions(OUTPUT)) {
            output.ifPresent(read::add);
        }
        if (mentions(OUTPUTS)) {
            read.addAll(outputs.values());
        }
        return read;
    }

    private boolean mentions(Pattern word) {
        return Definition.STATUS_TEXTS.stream()
                .map(definition::status)
                .anyMatch(
                        text -> word.matcher(text).find() || WHOLE.matcher(text).find());
    }

    /** Of all but the live objects. */
    Digest digest() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("what", what).put("definition", definition.digest().hex());
        json.put("output", output.map(ObjectRef::toString).orElse(""));
        ObjectNode named = json.putObject("outputs");
        outputs.forEach((name, ref) -> named.put(name, ref.toString()));
        json.put("subjects", subjects.toString());
        json.set("parameter", parameter);
        json.set("context", context);
        return Digest.of(ExactJson.bytes(json));
    }

    /** As the renderer takes it. */
    ObjectNode request(Map<ObjectRef, JsonNode> live) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", "health");
        request.set("definition", definition.body());
        request.set("parameter", parameter);
        ObjectNode whole = context.deepCopy();
        output.map(live::get).ifPresent(object -> whole.set("output", object));
        ObjectNode others = whole.putObject("outputs");
        outputs.forEach((name, ref) -> Optional.ofNullable(live.get(ref)).ifPresent(o -> others.set(name, o)));
        request.set("context", whole);
        return request;
    }
}
