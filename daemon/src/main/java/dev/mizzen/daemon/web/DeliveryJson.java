package dev.mizzen.daemon.web;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.DriftSeen;
import dev.mizzen.daemon.report.NextTry;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.Runs;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.observe.Drift;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deliveries as {@code /api/v1/deliveries} writes them. Fields are only ever added. */
final class DeliveryJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DeliveryJson() {}

    /** @param next when a delivery that waits is tried again */
    static String list(List<DeliveryState> states, Function<DeliveryId, Optional<NextTry>> next) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode deliveries = root.putArray("deliveries");
        states.forEach(state -> deliveries.add(summary(state, next.apply(state.id()))));
        return root.toString();
    }

    static String one(DeliveryState state, Optional<NextTry> next, List<Events.Row> events, List<Runs.Row> runs) {
        ObjectNode root = summary(state, next);
        objects(root.putArray("objects"), state);
        problems(root.putArray("problems"), state.problems());
        problems(root.putArray("warnings"), state.warnings());
        ArrayNode drifts = root.putArray("drifts");
        state.drifts().forEach(drift -> drift(drifts.addObject(), drift));
        ArrayNode happened = root.putArray("events");
        events.forEach(event -> happened.addObject()
                .put("at", event.at().toString())
                .put("cluster", event.cluster().map(ClusterName::value).orElse(null))
                .put("object", event.object())
                .put("kind", event.kind())
                .put("message", event.message()));
        ArrayNode history = root.putArray("runs");
        runs.forEach(run -> history.addObject()
                .put("started", run.started().toString())
                .put("ended", run.ended().toString())
                .put("revision", run.head().id())
                .put("outcome", run.outcome())
                .put("changed", run.changed())
                .put("pruned", run.pruned())
                .put("message", run.message()));
        return root.toString();
    }

    private static ObjectNode summary(DeliveryState state, Optional<NextTry> next) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", state.id().toString())
                .put("source", state.id().source().value())
                .put("environment", state.id().environment().value())
                .put("app", state.id().app().value())
                .put("revision", state.head().map(Revision::id).orElse(null))
                .put("applied", state.applied().map(Revision::id).orElse(null))
                .put("sync", state.sync().word())
                .put("health", word(state.health().state()))
                .put("drift", drift(state))
                .put("message", state.message().isEmpty() ? state.health().message() : state.message())
                .put("since", state.since().toString());
        next.ifPresent(n -> node.putObject("waits").put("reason", n.reason()).put("nextTry", n.at().toString()));
        ArrayNode clusters = node.putArray("clusters");
        state.objects()
                .forEach((cluster, objects) -> clusters.addObject()
                        .put("name", cluster.value())
                        .put("health", word(state.health(cluster).state()))
                        .put("objects", objects.size()));
        return node;
    }

    private static String drift(DeliveryState state) {
        if (state.present().isEmpty()) {
            return "none";
        }
        return state.present().stream().anyMatch(drift -> drift.fight().isPresent()) ? "fighting" : "drifted";
    }

    private static void objects(ArrayNode array, DeliveryState state) {
        state.objects()
                .forEach((cluster, objects) -> objects.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(object -> {
                            ObjectRef ref = object.getKey();
                            ObjectNode node = array.addObject()
                                    .put("cluster", cluster.value())
                                    .put("group", ref.group())
                                    .put("kind", ref.kind())
                                    .put("namespace", ref.namespace())
                                    .put("name", ref.name())
                                    .put("health", word(object.getValue().state()))
                                    .put("message", object.getValue().message());
                            if (!object.getValue().details().isEmpty()) {
                                object.getValue().details().forEach(node.putObject("details")::put);
                            }
                        }));
    }

    private static void problems(ArrayNode array, List<Problem> problems) {
        for (Problem problem : problems) {
            ObjectNode node = array.addObject().put("text", problem.toString()).put("message", problem.message());
            problem.position()
                    .ifPresent(at ->
                            node.put("file", at.file()).put("line", at.line()).put("column", at.column()));
            problem.nearest().ifPresent(nearest -> node.put("nearest", nearest));
            problem.definition().ifPresent(at -> node.put("definition", at.toString()));
        }
    }

    private static void drift(ObjectNode node, DriftSeen seen) {
        Drift drift = seen.drift();
        node.put("seen", drift.seen().toString())
                .put("ended", seen.ended().map(Object::toString).orElse(null))
                .put("cluster", drift.cluster().value())
                .put("object", drift.ref().toString())
                .put("kind", word(drift.kind()))
                .put("fight", seen.fight().orElse(null));
        ArrayNode fields = node.putArray("fields");
        drift.fields()
                .forEach(field -> fields.addObject()
                        .put("path", field.path())
                        .put("desired", field.desired())
                        .put("live", field.live())
                        .put("manager", field.manager())
                        .put("when", field.when().map(Object::toString).orElse(null)));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
