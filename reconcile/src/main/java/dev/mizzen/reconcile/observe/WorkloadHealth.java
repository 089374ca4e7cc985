package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;
import static dev.mizzen.reconcile.observe.HealthRules.suspended;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Health.State;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Health of what keeps pods running: Deployment, StatefulSet, DaemonSet, ReplicaSet. */
final class WorkloadHealth {
    private static final String UNSEEN = "waits for its controller to see it";

    private WorkloadHealth() {}

    static Health deployment(JsonNode live) {
        JsonNode spec = live.path("spec");
        JsonNode status = live.path("status");
        if (spec.path("paused").asBoolean(false)) {
            return suspended("rollout is paused");
        }
        if (!status.has("observedGeneration")) {
            return progressing(UNSEEN);
        }
        Optional<Condition> progress = Condition.find(live, "Progressing");
        if (progress.filter(c -> c.reason().equals("ProgressDeadlineExceeded")).isPresent()) {
            return degraded("progress deadline exceeded: " + progress.get().words());
        }
        return replicaFailure(live).or(() -> deploymentRollout(spec, status)).orElseGet(() -> available(live));
    }

    private static Optional<Health> deploymentRollout(JsonNode spec, JsonNode status) {
        int wanted = spec.path("replicas").asInt(1);
        int updated = status.path("updatedReplicas").asInt(0);
        int available = status.path("availableReplicas").asInt(0);
        int old = status.path("replicas").asInt(0) - updated;
        if (updated < wanted) {
            return Optional.of(progressing(updated + " of " + wanted + " replicas updated"));
        }
        if (old > 0) {
            return Optional.of(progressing(old + " old replicas still to be stopped"));
        }
        if (updated > wanted) {
            return Optional.of(progressing((updated - wanted) + " surplus replicas still to be stopped"));
        }
        return available < wanted
                ? Optional.of(progressing(available + " of " + wanted + " replicas available"))
                : Optional.empty();
    }

    private static Health available(JsonNode live) {
        return Condition.find(live, "Available")
                .filter(c -> !c.isTrue())
                .map(c -> progressing("not Available: " + c.words()))
                .orElse(Health.HEALTHY);
    }

    static Health statefulSet(JsonNode live) {
        JsonNode spec = live.path("spec");
        JsonNode status = live.path("status");
        if (status.path("observedGeneration").asLong(0) == 0) {
            return progressing(UNSEEN);
        }
        int wanted = spec.path("replicas").asInt(1);
        int ready = status.path("readyReplicas").asInt(0);
        if (ready < wanted) {
            return progressing(ready + " of " + wanted + " replicas ready");
        }
        if (status.path("replicas").asInt(0) > wanted) {
            return progressing((status.path("replicas").asInt(0) - wanted) + " surplus replicas still to be stopped");
        }
        return spec.path("updateStrategy").path("type").asString("").equals("OnDelete")
                ? Health.HEALTHY
                : statefulRollout(spec, status, wanted);
    }

    private static Health statefulRollout(JsonNode spec, JsonNode status, int wanted) {
        int partition = spec.path("updateStrategy")
                .path("rollingUpdate")
                .path("partition")
                .asInt(0);
        int updated = status.path("updatedReplicas").asInt(0);
        if (partition > 0) {
            int due = Math.max(0, wanted - partition);
            return updated < due
                    ? progressing(updated + " of " + due + " replicas above the partition updated")
                    : new Health(State.HEALTHY, "partitioned rollout: " + updated + " of " + wanted + " updated");
        }
        boolean rolledOut = status.path("updateRevision")
                .asString("")
                .equals(status.path("currentRevision").asString(""));
        return rolledOut ? Health.HEALTHY : progressing(updated + " of " + wanted + " replicas updated");
    }

    static Health daemonSet(JsonNode live) {
        JsonNode status = live.path("status");
        if (!status.has("observedGeneration")) {
            return progressing(UNSEEN);
        }
        int wanted = status.path("desiredNumberScheduled").asInt(0);
        int updated = status.path("updatedNumberScheduled").asInt(0);
        int available = status.path("numberAvailable").asInt(0);
        boolean onDelete = live.path("spec")
                .path("updateStrategy")
                .path("type")
                .asString("")
                .equals("OnDelete");
        if (updated < wanted && !onDelete) {
            return progressing(updated + " of " + wanted + " nodes updated");
        }
        return available < wanted ? progressing(available + " of " + wanted + " nodes available") : Health.HEALTHY;
    }

    static Health replicaSet(JsonNode live) {
        JsonNode status = live.path("status");
        if (!status.has("observedGeneration")) {
            return progressing(UNSEEN);
        }
        int wanted = live.path("spec").path("replicas").asInt(1);
        int available = status.path("availableReplicas").asInt(0);
        return replicaFailure(live)
                .orElseGet(() -> available < wanted
                        ? progressing(available + " of " + wanted + " replicas available")
                        : Health.HEALTHY);
    }

    /** Pods cannot be made at all: a quota, a webhook, a missing service account. Told long before the deadline. */
    private static Optional<Health> replicaFailure(JsonNode live) {
        return Condition.find(live, "ReplicaFailure")
                .filter(Condition::isTrue)
                .map(c -> degraded("ReplicaFailure: " + c.words()));
    }
}
