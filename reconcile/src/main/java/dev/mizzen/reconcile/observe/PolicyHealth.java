package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;

import dev.mizzen.reconcile.model.Health;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Health of HorizontalPodAutoscaler and PodDisruptionBudget, by condition. */
final class PolicyHealth {
    /** Reasons that do not pass by themselves. Missing metrics do, once the pods run: they are PROGRESSING. */
    private static final Set<String> SCALER_FAULTS =
            Set.of("FailedGetScale", "FailedUpdateScale", "InvalidSelector", "InvalidMetricSourceType");

    private PolicyHealth() {}

    static Health autoscaler(JsonNode live) {
        Optional<Condition> fault = Condition.all(live).stream()
                .filter(c -> c.isFalse() && SCALER_FAULTS.contains(c.reason()))
                .findFirst();
        if (fault.isPresent()) {
            return degraded("not " + fault.get().type() + ": " + fault.get().words());
        }
        Optional<Condition> able = Condition.find(live, "AbleToScale");
        if (able.isEmpty()) {
            return progressing("waits for its controller to see it");
        }
        return able.filter(c -> !c.isTrue())
                .or(() -> Condition.find(live, "ScalingActive")
                        .filter(c -> c.isFalse() && !c.reason().equals("ScalingDisabled")))
                .map(c -> progressing("not " + c.type() + ": " + c.words()))
                .orElse(Health.HEALTHY);
    }

    static Health disruptionBudget(JsonNode live) {
        if (!live.path("status").has("observedGeneration")) {
            return progressing("waits for its controller to see it");
        }
        return Condition.find(live, "DisruptionAllowed")
                .filter(c -> c.reason().equals("SyncFailed"))
                .map(c -> degraded("SyncFailed: " + c.words()))
                .orElse(Health.HEALTHY);
    }
}
