package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.define.Recent;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes rendered objects with an overlay's patches and images; equal objects and changes share the work. Thread-safe. */
final class Changer {
    private static final int CACHED = 10_000;
    private static final long CACHED_BYTES = 16L * 1024 * 1024;

    private final Evaluator evaluator;
    private final Recent<Digest, Changed> cache = new Recent<>(CACHED, CACHED_BYTES, Changed::bytes);

    Changer(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /**
     * What became of a unit's objects.
     *
     * @param patches of each patch whether there was an object for it
     * @param images of each image whether a container has it
     */
    record Changed(
            Digest inputs, List<RenderedObject> objects, List<Boolean> patches, List<Boolean> images, long bytes) {}

    /** @throws Rejected with each patch that does not fit, where it is written */
    Changed change(SourceName source, Changes changes, Rendered.Ready ready) throws Rejected, Waiting {
        ObjectNode request = changes.json().put("op", "change");
        Digest inputs = Digest.of(ready.inputs() + " " + evaluator.version() + " " + request);
        var known = cache.get(inputs);
        if (known.isPresent()) {
            return known.get();
        }
        ArrayNode objects = request.putArray("objects");
        ready.objects().forEach(object -> objects.add(object.manifest().json()));
        JsonNode answer;
        try {
            answer = evaluator.call(source, request, new Blame(inputs, Map.of()));
        } catch (Rejected e) {
            throw new Rejected(e.problems().stream()
                    .map(problem -> at(changes, "patches[0]", "the overlay's changes: " + problem.message()))
                    .toList());
        }
        if (!answer.path("ok").asBoolean(false)) {
            throw new Rejected(Fault.all(answer.path("errors")).stream()
                    .map(fault -> at(changes, fault.path(), fault.path() + ": " + fault.message()))
                    .toList());
        }
        Changed changed = new Changed(
                inputs,
                objects(ready.objects(), answer.path("objects")),
                flags(answer.at("/matched/patches")),
                flags(answer.at("/matched/images")),
                ExactJson.bytes(answer).length);
        cache.put(inputs, changed);
        return changed;
    }

    static Problem at(Changes changes, String path, String message) {
        return changes.position(path).map(place -> Problem.at(place, message)).orElse(Problem.of(message));
    }

    /** Null stands for an object that a patch deletes. */
    private static List<RenderedObject> objects(List<RenderedObject> before, JsonNode after) throws Rejected {
        List<RenderedObject> changed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            RenderedObject old = before.get(i);
            if (after.path(i) instanceof ObjectNode object) {
                changed.add(
                        new RenderedObject(old.role(), old.resource(), old.trait(), Manifest.of(object), old.stage()));
            }
        }
        return List.copyOf(changed);
    }

    private static List<Boolean> flags(JsonNode flags) {
        return StreamSupport.stream(flags.spliterator(), false)
                .map(flag -> flag.asBoolean(false))
                .toList();
    }
}
