package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Chooses versions with the library that Helm chooses them with. */
final class VersionChoice {
    private final Evaluator evaluator;

    VersionChoice(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Whether {@code asked} names one version, or is no range of versions, such as a tag. */
    boolean isExplicit(SourceName source, String asked) throws Rejected, Waiting {
        return answer(source, asked, List.of()).path("explicit").asBoolean(false);
    }

    /**
     * One of {@code versions}.
     *
     * @param where what messages call the place that has these versions
     * @throws Rejected if {@code asked} is no range
     * @throws Waiting if there is no such version (yet)
     */
    String choose(SourceName source, String asked, Collection<String> versions, String where) throws Rejected, Waiting {
        JsonNode answer = answer(source, asked, versions);
        Optional<String> version =
                Optional.of(answer.path("version").asString("")).filter(text -> !text.isEmpty());
        if (version.isEmpty()) {
            List<String> newest = new ArrayList<>();
            answer.path("newest").forEach(one -> newest.add(one.asString("")));
            throw new Waiting(
                    new Obstacle.NotReady(),
                    where + " has no version " + (asked.isEmpty() ? "at all" : "\"" + asked + "\"")
                            + (newest.isEmpty() ? "" : "; its newest are " + String.join(", ", newest)));
        }
        return version.get();
    }

    private JsonNode answer(SourceName source, String asked, Collection<String> versions) throws Rejected, Waiting {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("op", "resolve-version")
                .put("asked", asked);
        ArrayNode list = request.putArray("versions");
        versions.forEach(list::add);
        JsonNode answer = evaluator.call(source, request);
        if (!answer.path("ok").asBoolean(false)) {
            throw new Rejected(Fault.all(answer.path("errors")).stream()
                    .map(fault -> Problem.of(fault.message()))
                    .toList());
        }
        return answer;
    }
}
