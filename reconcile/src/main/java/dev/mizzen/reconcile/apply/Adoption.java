package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Tells from an object's metadata whose it is, before we apply it for the first time. Pure. */
sealed interface Adoption {
    /** Nobody's, or ours already. */
    record Free() implements Adoption {}

    /** Another delivery's of this installation. */
    record Delivery(DeliveryId owner) implements Adoption {}

    /** Another tool's; {@code owner} is for people. */
    record Foreign(String owner) implements Adoption {}

    /** A controller's, which makes it, changes it and deletes it: no take-over can make it ours. */
    record Controlled(String owner) implements Adoption {}

    Map<String, String> TRACKERS = Map.of(
            "meta.helm.sh/release-name", "Helm release",
            "argocd.argoproj.io/tracking-id", "Argo CD",
            "kustomize.toolkit.fluxcd.io/name", "Flux Kustomization",
            "helm.toolkit.fluxcd.io/name", "Flux HelmRelease");

    /**
     * Decides.
     *
     * @param mine the id of the delivery that wants the object
     * @param deliveries from an id to the delivery that has it on this cluster
     */
    static Adoption of(
            ObjectRef ref, JsonNode object, ApplySetId mine, Function<ApplySetId, Optional<DeliveryId>> deliveries) {
        JsonNode metadata = object.path("metadata");
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                return new Controlled("controller " + owner.path("kind").asString("") + " "
                        + owner.path("name").asString(""));
            }
        }
        String id = metadata.path("labels").path(ApplySetId.LABEL).asString("");
        Optional<Mark> mark =
                Mark.parse(metadata.path("annotations").path(Mark.ANNOTATION).asString(""));
        boolean marked = mark.filter(m -> m.ref().equals(ref.toString())).isPresent();
        if (!id.isEmpty() && !id.equals(mine.value()) && (mark.isEmpty() || marked)) {
            Optional<DeliveryId> owner = marked ? deliveries.apply(new ApplySetId(id)) : Optional.empty();
            return owner.<Adoption>map(Delivery::new)
                    .orElseGet(() -> new Foreign((marked ? "another Mizzen installation, " : "") + "ApplySet " + id));
        }
        return marked ? new Free() : tracked(metadata);
    }

    private static Adoption tracked(JsonNode metadata) {
        for (Map.Entry<String, String> tracker : TRACKERS.entrySet()) {
            for (String where : new String[] {"annotations", "labels"}) {
                String value = metadata.path(where).path(tracker.getKey()).asString("");
                if (!value.isEmpty()) {
                    return new Foreign(tracker.getValue() + " " + value);
                }
            }
        }
        for (JsonNode entry : metadata.path("managedFields")) {
            if (entry.path("manager").asString("").equals("kubevela")) {
                return new Foreign("KubeVela");
            }
        }
        return new Free();
    }
}
