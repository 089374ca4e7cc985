package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;

import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Health.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Health of a Pod, by phase and by what its containers wait for. */
final class PodHealth {
    /** So long may the scheduler look for a node before that is a fault (as in kstatus). */
    private static final Duration SCHEDULING = Duration.ofSeconds(15);

    private PodHealth() {}

    static Health pod(JsonNode live, Instant now) {
        return switch (live.path("status").path("phase").asString("")) {
            case "Succeeded" -> Health.HEALTHY;
            case "Failed" -> degraded(failure(live.path("status")));
            case "Running", "Pending" ->
                stuck(live).or(() -> unschedulable(live, now)).orElseGet(() -> readiness(live));
            case "Unknown" -> new Health(State.UNKNOWN, "its node does not answer");
            default -> progressing("waits to be scheduled");
        };
    }

    private static Health readiness(JsonNode live) {
        Optional<Condition> ready = Condition.find(live, "Ready");
        if (ready.filter(Condition::isTrue).isPresent()) {
            return Health.HEALTHY;
        }
        return progressing(ready.map(c -> "not Ready: " + c.words()).orElse("not Ready"));
    }

    /** A container that waits for an error to pass, or that ended and will not be started again. */
    static Optional<Health> stuck(JsonNode live) {
        return stuck(live.path("status").path("initContainerStatuses"), "init container ")
                .or(() -> stuck(live.path("status").path("containerStatuses"), "container "));
    }

    private static Optional<Health> stuck(JsonNode statuses, String what) {
        for (JsonNode container : statuses) {
            JsonNode waiting = container.path("state").path("waiting");
            String reason = waiting.path("reason").asString("");
            if (isError(reason)) {
                String message = waiting.path("message").asString("");
                return Optional.of(degraded(what + container.path("name").asString("?") + ": " + reason
                        + (message.isEmpty() ? "" : ": " + message)
                        + restarts(container)));
            }
        }
        return Optional.empty();
    }

    /** Argo CD's test: ErrImagePull, ImagePullBackOff, CrashLoopBackOff, CreateContainerConfigError and their like. */
    private static boolean isError(String reason) {
        return reason.startsWith("Err")
                || reason.endsWith("Error")
                || reason.endsWith("BackOff")
                || reason.equals("InvalidImageName");
    }

    private static String restarts(JsonNode container) {
        int count = container.path("restartCount").asInt(0);
        return count == 0 ? "" : " (" + count + " restarts)";
    }

    private static Optional<Health> unschedulable(JsonNode live, Instant now) {
        return Condition.find(live, "PodScheduled")
                .filter(c -> c.isFalse() && c.reason().equals("Unschedulable"))
                .map(c -> c.since()
                                .filter(since -> since.plus(SCHEDULING).isBefore(now))
                                .isPresent()
                        ? degraded("Unschedulable: " + c.words())
                        : progressing("Unschedulable: " + c.words()));
    }

    private static String failure(JsonNode status) {
        if (status.path("message").isString()) {
            return status.path("reason").asString("failed") + ": "
                    + status.path("message").asString("");
        }
        for (String list : new String[] {"initContainerStatuses", "containerStatuses"}) {
            for (JsonNode container : status.path(list)) {
                JsonNode ended = container.path("state").path("terminated");
                if (ended.path("exitCode").asInt(0) != 0) {
                    return "container " + container.path("name").asString("?") + ": "
                            + ended.path("reason").asString("ended") + ", exit code "
                            + ended.path("exitCode").asInt(0);
                }
            }
        }
        return status.path("reason").asString("failed");
    }
}
