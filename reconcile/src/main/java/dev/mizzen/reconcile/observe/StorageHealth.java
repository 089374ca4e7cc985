package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.degraded;
import static dev.mizzen.reconcile.observe.HealthRules.progressing;

import dev.mizzen.reconcile.model.Health;
import tools.jackson.databind.JsonNode;

/** Health of PersistentVolumeClaim and PersistentVolume, by phase. */
final class StorageHealth {
    private StorageHealth() {}

    static Health claim(JsonNode live) {
        String phase = live.path("status").path("phase").asString("");
        return switch (phase) {
            case "Bound" -> Health.HEALTHY;
            case "Lost" ->
                degraded("its volume " + live.path("spec").path("volumeName").asString("") + " is lost");
            default -> progressing("waits to be bound to a volume");
        };
    }

    static Health volume(JsonNode live) {
        JsonNode status = live.path("status");
        return switch (status.path("phase").asString("")) {
            case "Available", "Bound", "Released" -> Health.HEALTHY;
            case "Failed" ->
                degraded("could not be reclaimed: " + status.path("message").asString("no reason given"));
            default -> progressing("waits for its controller");
        };
    }
}
