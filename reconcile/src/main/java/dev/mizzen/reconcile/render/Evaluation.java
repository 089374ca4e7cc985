package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.RenderCache.Refusal;
import dev.mizzen.reconcile.render.RenderCache.Result;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has requests evaluated, each once for all who ask at a time, and remembers what came of it, refusals too. Thread-safe.
 */
final class Evaluation {
    private static final int CACHED_RENDERS = 20_000;
    private static final long CACHED_BYTES = 32L * 1024 * 1024;

    private final Evaluator evaluator;
    private final Materials materials;
    private final RenderCache cache = new RenderCache(CACHED_RENDERS, CACHED_BYTES);
    private final Gates gates = new Gates();
    private final AtomicLong renders = new AtomicLong();

    Evaluation(Evaluator evaluator, Materials materials) {
        this.evaluator = evaluator;
        this.materials = materials;
    }

    /** Those that were asked of a process. */
    long renders() {
        return renders.get();
    }

    /**
     * What the request gives, evaluated or known.
     *
     * @param files what an artifact is read from
     */
    Result result(Catalog catalog, Parts parts, RenderRequest request, Optional<Snapshot> files)
            throws Rejected, Waiting {
        SourceName source = catalog.source();
        Digest fixed = request.key(evaluator.version());
        Digest key = materials.of(parts, files).key(fixed);
        Optional<Result> known = cache.find(key, request);
        if (known.isPresent()) {
            return known.get();
        }
        // By source too: a source whose lane is full must not hold up another one that has the same component.
        Gates.Passage passage = gates.enter(source + " " + key);
        try {
            Materials.Material material = materials.of(parts, files);
            Digest now = material.key(fixed);
            Optional<Result> meanwhile = cache.find(now, request);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Optional<Refusal> refused = cache.refusal(now, request);
            if (refused.isPresent()) {
                throw rejected(refused.get(), parts);
            }
            return evaluated(source, parts, request, fixed, material);
        } finally {
            passage.leave();
        }
    }

    private Result evaluated(
            SourceName source, Parts parts, RenderRequest request, Digest fixed, Materials.Material material)
            throws Rejected, Waiting {
        renders.incrementAndGet();
        Blame blame = new Blame(material.key(fixed), parts.ownTemplates());
        ObjectNode asked = request.json();
        JsonNode answer;
        try {
            answer = evaluator.call(source, asked, blame, material.needs());
        } catch (Rejected e) {
            throw placed(e.problems().stream().map(Problem::message).toList(), parts);
        }
        material.read();
        Digest key = material.keyOnceRead(fixed);
        if (!answer.path("ok").asBoolean(false)) {
            throw refused(
                    key,
                    request,
                    parts,
                    new Refusal(Fault.all(answer.path("errors")), List.of(), Fault.all(answer.path("warnings"))));
        }
        List<String> read = RenderAnswer.texts(answer.path("read"));
        JsonNode objects = answer.path("objects");
        List<RenderedObject> rendered;
        try {
            rendered = RenderAnswer.objects(objects);
        } catch (Rejected e) {
            List<String> whole = e.problems().stream().map(Problem::message).toList();
            throw refused(key, request, parts, new Refusal(List.of(), whole, List.of()));
        }
        Result result = new Result(
                RenderCache.inputs(key, request, read),
                rendered,
                Fault.all(answer.path("warnings")),
                RenderAnswer.texts(answer.path("live")),
                RenderAnswer.late(answer.path("late")),
                ExactJson.bytes(objects).length);
        cache.put(key, read, result);
        return result;
    }

    private Rejected refused(Digest key, RenderRequest request, Parts parts, Refusal refusal) {
        cache.refuse(key, request, refusal);
        return rejected(refusal, parts);
    }

    private static Rejected rejected(Refusal refusal, Parts parts) {
        Places places = new Places(parts.component());
        return refusal.whole().isEmpty()
                ? new Rejected(
                        refusal.faults().stream().map(places::problem).toList(),
                        refusal.warnings().stream().map(places::problem).toList())
                : placed(refusal.whole(), parts);
    }

    /** Problems that nobody has placed concern the component as a whole: they name it and all its definitions. */
    private static Rejected placed(List<String> messages, Parts parts) {
        String types = parts.all()
                .map(definition -> definition.kind().wire() + " type \"" + definition.name() + "\"")
                .distinct()
                .collect(Collectors.joining(", "));
        return new Rejected(messages.stream()
                .map(message -> Problem.at(
                                parts.component().position(),
                                "component \"" + parts.component().name() + "\" (" + types + "): " + message)
                        .withDefinition(parts.workload().position()))
                .toList());
    }
}
