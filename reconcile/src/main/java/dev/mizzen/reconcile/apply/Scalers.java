package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Who else says how many replicas a workload has: autoscalers of the release, and those that only the cluster knows. */
final class Scalers {
    /** Where every workload of Kubernetes, and most of others, has them. */
    static final JsonPointer REPLICAS = JsonPointer.compile("/spec/replicas");

    private static final String PATH = ".spec.replicas";

    /** Autoscalers, with the kind of target that they mean where they name none. */
    private static final Map<String, String> AUTOSCALERS = Map.of(
            "HorizontalPodAutoscaler.autoscaling", "", // always names it
            "ScaledObject.keda.sh", "Deployment");

    /** Field managers that scale on behalf of an autoscaler, and why they are known to. */
    private static final Map<String, String> MANAGERS = Map.of(
            "kube-controller-manager",
                    "the horizontal pod autoscaler is part of it; nothing else in it scales workloads",
            "keda-operator", "KEDA scales to zero and from it",
            "keda", "the same, by the name of its program");

    private static final String SCALE = "scale";

    private final Api api;
    private final Discovery discovery;
    private final Claims claims;
    private final Inventory inventory;

    Scalers(Site site, Inventory inventory) {
        this.api = site.own().api();
        this.discovery = site.discovery();
        this.claims = site.claims();
        this.inventory = inventory;
    }

    static boolean isAutoscaler(Gvk kind) {
        return AUTOSCALERS.containsKey(kind.groupKind());
    }

    /** What an object scales; empty where it is no autoscaler. Pure. */
    static Optional<ObjectRef> target(Gvk kind, JsonNode object, String namespace) {
        String otherwise = AUTOSCALERS.get(kind.groupKind());
        JsonNode target = object.path("spec").path("scaleTargetRef");
        if (otherwise == null || !target.path("name").isString()) {
            return Optional.empty();
        }
        String version = target.path("apiVersion").asString("apps/v1");
        String named = target.path("kind").asString(otherwise);
        return Optional.of(new ObjectRef(
                Gvk.of(version, named).group(),
                named,
                namespace,
                target.path("name").asString("")));
    }

    /** Whether it is the number of replicas that is taken, by a manager that is known to scale for others. Pure. */
    static boolean isScaled(Failure.FieldConflict conflict) {
        return conflict.path().equals(PATH) && isScaler(conflict.manager(), conflict.subresource());
    }

    /** Whether such a manager holds the live object's number of replicas. Pure. */
    static boolean isScaled(JsonNode live) {
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            boolean replicas = entry.path("fieldsV1").path("f:spec").has("f:replicas");
            if (replicas
                    && isScaler(
                            entry.path("manager").asString(""),
                            entry.path("subresource").asString(""))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScaler(String manager, String subresource) {
        return subresource.equals(SCALE) && MANAGERS.containsKey(manager);
    }

    /**
     * Whether an autoscaler on the cluster targets the workload, other than one of ours that nobody wants any more; KEDA has
     * one for each of its objects too. One list. Where we may not ask there may be one.
     */
    boolean atWork(ObjectRef workload) throws ApiException {
        Optional<Resource> autoscalers = discovery.find("autoscaling", "HorizontalPodAutoscaler");
        try {
            return autoscalers.isPresent() && targets(autoscalers.get(), workload);
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.Forbidden) {
                return true;
            }
            throw e;
        }
    }

    private boolean targets(Resource autoscalers, ObjectRef workload) throws ApiException {
        AtomicBoolean found = new AtomicBoolean();
        api.list(autoscalers, new Selection(workload.namespace(), "", false), autoscaler -> {
            boolean meant = target(autoscalers.gvk(), autoscaler, workload.namespace())
                    .filter(workload::equals)
                    .isPresent();
            if (meant && !isLeaving(autoscalers, autoscaler)) {
                found.set(true);
            }
        });
        return found.get();
    }

    /** An autoscaler that left Git is about to be deleted. */
    private boolean isLeaving(Resource autoscalers, JsonNode autoscaler) {
        JsonNode metadata = autoscaler.path("metadata");
        ObjectRef ref = new ObjectRef(
                autoscalers.gvk().group(),
                autoscalers.gvk().kind(),
                metadata.path("namespace").asString(""),
                metadata.path("name").asString(""));
        String id = metadata.path("labels").path(ApplySetId.LABEL).asString("");
        boolean ours = !id.isEmpty()
                && inventory.delivery(new ApplySetId(id)).isPresent()
                && Mark.parse(metadata.path("annotations").path(Mark.ANNOTATION).asString(""))
                        .filter(mark -> mark.ref().equals(ref.toString()))
                        .isPresent();
        return ours && !claims.isClaimed(api.cluster(), ref);
    }
}
