package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Health;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** How a live object fares; called on arrival, must be quick and must not keep the object. */
@FunctionalInterface
public interface HealthCheck {
    /** The built-in rules alone. */
    HealthCheck BUILT_IN = (kind, live, now) ->
            HealthRules.health(kind.gvk(), live, kind.hasStatus() && !Reduction.metadataIsEnough(kind.gvk()), now);

    Health health(Resource kind, JsonNode live, Instant now);
}
