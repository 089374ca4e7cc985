package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Turns a live object into the little that is kept of it. No JSON, no data, no status survives. */
final class Reduction {
    /**
     * Kinds whose health needs nothing beyond metadata, watched without their bodies; a Secret's data is never even
     * sent. A Service is not among them: that it waits for a load balancer stands in its spec and status.
     */
    private static final Set<String> METADATA_IS_ENOUGH = Set.of(
            "ConfigMap",
            "Secret",
            "ServiceAccount",
            "LimitRange",
            "ResourceQuota",
            "Endpoints",
            "EndpointSlice.discovery.k8s.io",
            "Role.rbac.authorization.k8s.io",
            "RoleBinding.rbac.authorization.k8s.io",
            "ClusterRole.rbac.authorization.k8s.io",
            "ClusterRoleBinding.rbac.authorization.k8s.io",
            "Ingress.networking.k8s.io",
            "IngressClass.networking.k8s.io",
            "NetworkPolicy.networking.k8s.io",
            "StorageClass.storage.k8s.io",
            "CSIDriver.storage.k8s.io",
            "PriorityClass.scheduling.k8s.io",
            "RuntimeClass.node.k8s.io",
            "Lease.coordination.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
            "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
            "FlowSchema.flowcontrol.apiserver.k8s.io");

    private static final Set<String> PHASES_AT_THE_END = Set.of("Succeeded", "Failed");

    private final String manager;
    private final HealthCheck check;

    Reduction(String manager, HealthCheck check) {
        this.manager = manager;
        this.check = check;
    }

    static boolean metadataIsEnough(Gvk kind) {
        return METADATA_IS_ENOUGH.contains(kind.groupKind());
    }

    /** Its identity; equal parts of many identities are one text in memory. */
    static ObjectRef ref(Resource kind, JsonNode live) {
        JsonNode metadata = live.path("metadata");
        return new ObjectRef(
                kind.gvk().group().intern(),
                kind.gvk().kind().intern(),
                metadata.path("namespace").asString("").intern(),
                metadata.path("name").asString(""));
    }

    /** What is kept; nothing of an object without our label, without a mark that names it, or with a controller. */
    Optional<ObservedObject> of(Resource kind, JsonNode live, Instant now) {
        JsonNode metadata = live.path("metadata");
        ObjectRef ref = ref(kind, live);
        Optional<Mark> mark = Mark.parse(
                        metadata.path("annotations").path(Mark.ANNOTATION).asString(""))
                .filter(m -> m.ref().equals(ref.toString()));
        String partOf = metadata.path("labels").path(ApplySetId.LABEL).asString("");
        if (mark.isEmpty() || partOf.isEmpty() || controlled(metadata)) {
            return Optional.empty();
        }
        ManagedFields fields = ManagedFields.of(live);
        return Optional.of(new ObservedObject(
                ref,
                metadata.path("uid").asString(""),
                metadata.path("resourceVersion").asString(""),
                Optional.of(partOf.intern()),
                mark,
                false,
                metadata.has("deletionTimestamp"),
                Observed.Leaving.of(metadata.path("annotations")
                        .path(ObservedObject.PRUNE_ANNOTATION)
                        .asString("")),
                ManagedEntry.of(live, manager).map(ManagedEntry::digest),
                check.health(kind, live, now),
                finished(kind.gvk(), live),
                fields.additions(manager),
                fields.touched(live)));
    }

    private static boolean controlled(JsonNode metadata) {
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                return true;
            }
        }
        return false;
    }

    /** A Pod runs to an end where it is a hook of a chart; any other one is to be there. */
    private static boolean finished(Gvk kind, JsonNode live) {
        return switch (kind.groupKind()) {
            case "Job.batch" -> Condition.isTrue(live, "Complete") || Condition.isTrue(live, "Failed");
            case "Pod" ->
                live.path("metadata").path("annotations").has("helm.sh/hook")
                        && PHASES_AT_THE_END.contains(
                                live.path("status").path("phase").asString(""));
            default -> false;
        };
    }
}
