package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Health.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * How a live object fares, from the object and the time alone: the rules of kstatus, with Argo CD's well-known exceptions.
 * A message is one line of at most {@value #MESSAGE_CHARACTERS} characters that names the container or the condition.
 *
 * <p>Where the two differ: a paused Deployment, a suspended Job or CronJob is SUSPENDED, a Job is PROGRESSING until it
 * is complete, a pod that fails and restarts is DEGRADED, a CronJob whose last run failed is DEGRADED (Argo CD); an
 * Ingress is healthy without an address (kstatus).
 *
 * @see <a href="https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus">kstatus</a>
 * @see <a href="https://argo-cd.readthedocs.io/en/stable/operator-manual/health/">Argo CD, resource health</a>
 */
public final class HealthRules {
    static final int MESSAGE_CHARACTERS = 300;

    /** Kinds of Kubernetes itself that have a status which may stay empty for good, or tells nothing about health. */
    private static final Set<String> STATUS_TELLS_NOTHING = Set.of(
            "CronJob.batch",
            "Ingress.networking.k8s.io",
            "NetworkPolicy.networking.k8s.io",
            "ResourceQuota",
            "Service",
            "FlowSchema.flowcontrol.apiserver.k8s.io",
            "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
            "ValidatingAdmissionPolicy.admissionregistration.k8s.io");

    private static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("Deployment.apps", (live, now) -> WorkloadHealth.deployment(live)),
            Map.entry("StatefulSet.apps", (live, now) -> WorkloadHealth.statefulSet(live)),
            Map.entry("DaemonSet.apps", (live, now) -> WorkloadHealth.daemonSet(live)),
            Map.entry("ReplicaSet.apps", (live, now) -> WorkloadHealth.replicaSet(live)),
            Map.entry("Job.batch", (live, now) -> JobHealth.job(live)),
            Map.entry("CronJob.batch", (live, now) -> JobHealth.cronJob(live)),
            Map.entry("Pod", PodHealth::pod),
            Map.entry("PersistentVolumeClaim", (live, now) -> StorageHealth.claim(live)),
            Map.entry("PersistentVolume", (live, now) -> StorageHealth.volume(live)),
            Map.entry("Service", (live, now) -> NetworkHealth.service(live)),
            Map.entry("HorizontalPodAutoscaler.autoscaling", (live, now) -> PolicyHealth.autoscaler(live)),
            Map.entry("PodDisruptionBudget.policy", (live, now) -> PolicyHealth.disruptionBudget(live)),
            Map.entry("CustomResourceDefinition.apiextensions.k8s.io", (live, now) -> ApiHealth.definition(live)),
            Map.entry("APIService.apiregistration.k8s.io", (live, now) -> ApiHealth.service(live)),
            Map.entry("Namespace", (live, now) -> ApiHealth.namespace(live)));

    private HealthRules() {}

    /** One kind's rule; called for an object that is not being deleted and whose status is up to date. */
    private interface Rule {
        Health health(JsonNode live, Instant now);
    }

    /** For an object that says its own kind, and of which it is not known whether the kind has a status subresource. */
    public static Health health(JsonNode live, Instant now) {
        Gvk kind =
                Gvk.of(live.path("apiVersion").asString(""), live.path("kind").asString(""));
        return health(kind, live, false, now);
    }

    /**
     * The health of {@code live}, which may be an item of a list or metadata only and so not say its own kind.
     *
     * @param hasStatus whether the cluster serves a status subresource for this kind: then an object of a kind without
     *     a rule of its own is PROGRESSING until its controller has written one; otherwise it is healthy at once
     */
    public static Health health(Gvk gvk, JsonNode live, boolean hasStatus, Instant now) {
        Health health = decide(gvk.groupKind(), live, hasStatus, now);
        return new Health(health.state(), oneLine(health.message()));
    }

    private static Health decide(String kind, JsonNode live, boolean hasStatus, Instant now) {
        if (live.path("metadata").has("deletionTimestamp")) {
            return terminating(live.path("metadata"));
        }
        Rule rule = RULES.get(kind);
        if (rule != null) {
            return stale(live).orElseGet(() -> rule.health(live, now));
        }
        if (hasStatus && live.path("status").isEmpty() && !STATUS_TELLS_NOTHING.contains(kind)) {
            return progressing("waits for its controller to write a status");
        }
        return stale(live).orElseGet(() -> byConditions(live));
    }

    private static Health terminating(JsonNode metadata) {
        String finalizers = StreamSupport.stream(metadata.path("finalizers").spliterator(), false)
                .map(f -> f.asString(""))
                .collect(Collectors.joining(", "));
        return progressing(
                finalizers.isEmpty() ? "is being deleted" : "is being deleted, waits for finalizer " + finalizers);
    }

    /** The controller has not looked at the newest spec yet. */
    private static Optional<Health> stale(JsonNode live) {
        JsonNode seen = live.path("status").path("observedGeneration");
        long wanted = live.path("metadata").path("generation").asLong(0);
        return seen.isNumber() && seen.asLong(0) < wanted
                ? Optional.of(progressing("waits for its controller to see generation " + wanted))
                : Optional.empty();
    }

    /** Any other kind: the conditions that kstatus made a convention, then Ready, then Available. */
    private static Health byConditions(JsonNode live) {
        Optional<Condition> stalled = Condition.find(live, "Stalled").filter(Condition::isTrue);
        if (stalled.isPresent()) {
            return degraded("Stalled: " + stalled.get().words());
        }
        Optional<Condition> reconciling = Condition.find(live, "Reconciling").filter(Condition::isTrue);
        if (reconciling.isPresent()) {
            return progressing("Reconciling: " + reconciling.get().words());
        }
        return Condition.find(live, "Ready")
                .or(() -> Condition.find(live, "Available"))
                .filter(c -> !c.isTrue())
                .map(c -> progressing("not " + c.type() + ": " + c.words()))
                .orElse(Health.HEALTHY);
    }

    static Health progressing(String message) {
        return new Health(State.PROGRESSING, message);
    }

    static Health degraded(String message) {
        return new Health(State.DEGRADED, message);
    }

    static Health suspended(String message) {
        return new Health(State.SUSPENDED, message);
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_CHARACTERS ? line : line.substring(0, MESSAGE_CHARACTERS - 1) + "…";
    }
}
