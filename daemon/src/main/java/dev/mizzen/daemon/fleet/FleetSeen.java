package dev.mizzen.daemon.fleet;

import dev.mizzen.reconcile.model.ClusterName;
import java.util.List;
import java.util.Map;

/**
 * All clusters, and what was to be one and is none.
 *
 * @param clusters in order of their names
 */
public record FleetSeen(List<ClusterSeen> clusters, List<Refusal> refused) {
    public static final FleetSeen NONE = new FleetSeen(List.of(), List.of());

    public FleetSeen {
        clusters = List.copyOf(clusters);
        refused = List.copyOf(refused);
    }

    /** The same with as many deliveries on each cluster. */
    public FleetSeen with(Map<ClusterName, Integer> deliveries) {
        return new FleetSeen(
                clusters.stream()
                        .map(cluster -> cluster.with(deliveries.getOrDefault(cluster.name(), 0)))
                        .toList(),
                refused);
    }

    /**
     * A Secret that was not taken.
     *
     * @param why one line without anything of the Secret's data but names
     */
    public record Refusal(String secret, String why) {}
}
