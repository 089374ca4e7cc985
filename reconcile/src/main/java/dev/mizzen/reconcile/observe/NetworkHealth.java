package dev.mizzen.reconcile.observe;

import static dev.mizzen.reconcile.observe.HealthRules.progressing;

import dev.mizzen.reconcile.model.Health;
import tools.jackson.databind.JsonNode;

/** Health of a Service: one of type LoadBalancer waits for its address, any other is healthy at once. */
final class NetworkHealth {
    private NetworkHealth() {}

    static Health service(JsonNode live) {
        boolean balanced = live.path("spec").path("type").asString("").equals("LoadBalancer");
        return balanced
                        && live.path("status")
                                .path("loadBalancer")
                                .path("ingress")
                                .isEmpty()
                ? progressing("waits for the address of its load balancer")
                : Health.HEALTHY;
    }
}
