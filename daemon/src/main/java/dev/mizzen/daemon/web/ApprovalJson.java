package dev.mizzen.daemon.web;

import dev.mizzen.daemon.approve.Approval;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Deletions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Approvals as {@code /api/v1/approvals} writes them. Fields are only ever added. */
record ApprovalJson(Function<DeliveryId, Map<ClusterName, Set<ObjectRef>>> retiring) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    String list(List<Approval> waiting, List<Approval> given, List<Approval> ended) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode questions = root.putArray("waiting");
        waiting.forEach(approval -> questions.add(question(approval)));
        ArrayNode answers = root.putArray("given");
        given.forEach(approval -> answers.add(answer(approval)));
        ended.forEach(approval -> answers.add(answer(approval)));
        return root.toString();
    }

    String one(Approval approval) {
        return answer(approval).toString();
    }

    /** With everything that would be deleted, delivery by delivery. */
    private ObjectNode question(Approval approval) {
        ObjectNode node = common(approval);
        ArrayNode objects = node.putArray("objects");
        switch (approval.hold().deletions()) {
            case Deletions.OfObjects of -> objects(objects, of.delivery(), of.objects());
            case Deletions.OfDeliveries of -> of.deliveries().forEach(id -> objects(objects, id, retiring.apply(id)));
        }
        return node;
    }

    private static ObjectNode answer(Approval approval) {
        ObjectNode node = common(approval);
        approval.given()
                .ifPresent(given -> node.put("by", given.by())
                        .put("at", given.at().toString())
                        .put("expires", given.expires().toString()));
        return node.put("remaining", approval.remaining().size())
                .put("ending", approval.ended().map(e -> e.how().word()).orElse(null))
                .put("ended", approval.ended().map(e -> e.at().toString()).orElse(null));
    }

    private static ObjectNode common(Approval approval) {
        Deletions deletions = approval.hold().deletions();
        ObjectNode node = JSON.createObjectNode()
                .put("digest", approval.digest().hex())
                .put("reason", approval.hold().reason().word())
                .put("what", approval.hold().what())
                .put("since", approval.asked().toString())
                .put("source", deletions.source().value())
                .put("count", deletions.size());
        ArrayNode deliveries = node.putArray("deliveries");
        switch (deletions) {
            case Deletions.OfObjects of -> deliveries.add(of.delivery().toString());
            case Deletions.OfDeliveries of -> of.deliveries().forEach(id -> deliveries.add(id.toString()));
        }
        return node;
    }

    private static void objects(ArrayNode array, DeliveryId delivery, Map<ClusterName, Set<ObjectRef>> objects) {
        objects.forEach((cluster, refs) -> refs.forEach(ref -> array.addObject()
                .put("delivery", delivery.toString())
                .put("cluster", cluster.value())
                .put("group", ref.group())
                .put("kind", ref.kind())
                .put("namespace", ref.namespace())
                .put("name", ref.name())));
    }
}
