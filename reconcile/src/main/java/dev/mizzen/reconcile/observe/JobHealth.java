package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;
import static dev.mizzen.reconcile.observe.HealthRules.suspended;

import dev.mizzen.reconcile.model.Health;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Health of what runs to an end: Job, and CronJob by its last run. */
final class JobHealth {
    private JobHealth() {}

    static Health job(JsonNode live) {
        Optional<Condition> failed = Condition.find(live, "Failed")
                .filter(Condition::isTrue)
                .or(() -> Condition.find(live, "FailureTarget").filter(Condition::isTrue));
        if (failed.isPresent()) {
            return degraded("failed: " + failed.get().words());
        }
        if (Condition.isTrue(live, "Complete")) {
            return Health.HEALTHY;
        }
        if (live.path("spec").path("suspend").asBoolean(false) || Condition.isTrue(live, "Suspended")) {
            return suspended("is suspended");
        }
        return progressing(running(live.path("spec"), live.path("status")));
    }

    private static String running(JsonNode spec, JsonNode status) {
        int wanted = spec.path("completions").asInt(1);
        int failed = status.path("failed").asInt(0);
        String done = status.path("succeeded").asInt(0) + " of " + wanted + " completions";
        return failed == 0 ? done : done + ", " + failed + " pods failed";
    }

    static Health cronJob(JsonNode live) {
        if (live.path("spec").path("suspend").asBoolean(false)) {
            return suspended("is suspended");
        }
        JsonNode status = live.path("status");
        Optional<Instant> scheduled = Condition.time(status.path("lastScheduleTime"));
        Optional<Instant> succeeded = Condition.time(status.path("lastSuccessfulTime"));
        boolean behind =
                scheduled.isPresent() && (succeeded.isEmpty() || succeeded.get().isBefore(scheduled.get()));
        return behind && status.path("active").isEmpty()
                ? degraded("the run scheduled at " + scheduled.get() + " did not succeed")
                : Health.HEALTHY;
    }
}
