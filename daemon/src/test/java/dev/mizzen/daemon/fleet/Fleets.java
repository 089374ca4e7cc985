package dev.mizzen.daemon.fleet;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.observe.KindState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fleet of which one cluster is well, one is gone and one Secret is none. */
public final class Fleets {
    public static final Instant SINCE = Instant.parse("2026-11-30T10:00:00.5Z");

    public static final FleetSeen EXAMPLE = new FleetSeen(
            List.of(
                    new ClusterSeen(
                            new ClusterName("eu"),
                            new ClusterSeen.Origin.Declared(),
                            Map.of("purpose", "prod"),
                            Optional.of("https://eu:6443"),
                            Optional.of("v1.34.1"),
                            ClusterSeen.State.READY,
                            "",
                            SINCE,
                            Optional.of(SINCE),
                            Map.of(KindState.Status.LIVE, 4),
                            2),
                    new ClusterSeen(
                            new ClusterName("us"),
                            new ClusterSeen.Origin.Found("Secret fleet/us of eu"),
                            Map.of(),
                            Optional.of("https://us:6443"),
                            Optional.empty(),
                            ClusterSeen.State.UNREACHABLE,
                            "<no> answer",
                            SINCE,
                            Optional.empty(),
                            Map.of(),
                            0)),
            List.of(new FleetSeen.Refusal("Secret fleet/bad of eu", "it has no \"token\"")));

    private Fleets() {}
}
