package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;

import dev.mizzen.reconcile.model.Health;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Health of what other objects need to exist at all: CustomResourceDefinition, APIService, Namespace. */
final class ApiHealth {
    private ApiHealth() {}

    static Health definition(JsonNode live) {
        Optional<Condition> names = Condition.find(live, "NamesAccepted").filter(Condition::isFalse);
        if (names.isPresent()) {
            return degraded("names not accepted: " + names.get().words());
        }
        Optional<Condition> established = Condition.find(live, "Established");
        if (established.filter(Condition::isTrue).isPresent()) {
            return Health.HEALTHY;
        }
        return progressing(established.map(c -> "not Established: " + c.words()).orElse("not yet Established"));
    }

    static Health service(JsonNode live) {
        Optional<Condition> available = Condition.find(live, "Available");
        if (available.filter(Condition::isTrue).isPresent()) {
            return Health.HEALTHY;
        }
        return progressing(available.map(c -> "not Available: " + c.words()).orElse("not yet Available"));
    }

    static Health namespace(JsonNode live) {
        String phase = live.path("status").path("phase").asString("");
        return switch (phase) {
            case "Active" -> Health.HEALTHY;
            case "" -> progressing("waits for its controller to see it");
            default -> progressing("is " + phase);
        };
    }
}
