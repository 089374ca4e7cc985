package dev.mizzen.reconcile.plan;

import java.util.Map;

/** The order in which kinds are applied; deletion goes the other way round. */
public final class Wave {
    /** Namespaces and CRDs: what others live in or are instances of. */
    public static final int GROUND = 0;

    /** What workloads refer to: accounts, roles, configuration, storage, services. */
    public static final int SUPPORT = 1;

    /** Everything else. */
    public static final int WORKLOAD = 2;

    /** What stands in the way of requests: webhooks and aggregated APIs, once their services are there. */
    public static final int GATE = 3;

    private static final Map<String, Integer> BY_KIND = Map.ofEntries(
            Map.entry("/Namespace", GROUND),
            Map.entry("apiextensions.k8s.io/CustomResourceDefinition", GROUND),
            Map.entry("/ServiceAccount", SUPPORT),
            Map.entry("/Secret", SUPPORT),
            Map.entry("/ConfigMap", SUPPORT),
            Map.entry("/LimitRange", SUPPORT),
            Map.entry("/ResourceQuota", SUPPORT),
            Map.entry("/PersistentVolume", SUPPORT),
            Map.entry("/PersistentVolumeClaim", SUPPORT),
            Map.entry("/Service", SUPPORT),
            Map.entry("rbac.authorization.k8s.io/Role", SUPPORT),
            Map.entry("rbac.authorization.k8s.io/RoleBinding", SUPPORT),
            Map.entry("rbac.authorization.k8s.io/ClusterRole", SUPPORT),
            Map.entry("rbac.authorization.k8s.io/ClusterRoleBinding", SUPPORT),
            Map.entry("scheduling.k8s.io/PriorityClass", SUPPORT),
            Map.entry("storage.k8s.io/StorageClass", SUPPORT),
            Map.entry("networking.k8s.io/IngressClass", SUPPORT),
            Map.entry("node.k8s.io/RuntimeClass", SUPPORT),
            Map.entry("policy/PodDisruptionBudget", SUPPORT),
            Map.entry("apiregistration.k8s.io/APIService", GATE),
            Map.entry("admissionregistration.k8s.io/ValidatingWebhookConfiguration", GATE),
            Map.entry("admissionregistration.k8s.io/MutatingWebhookConfiguration", GATE),
            Map.entry("admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding", GATE));

    private Wave() {}

    /** The wave of a kind; {@code group} is {@code ""} for the core group. */
    public static int of(String group, String kind) {
        return BY_KIND.getOrDefault(group + "/" + kind, WORKLOAD);
    }
}
