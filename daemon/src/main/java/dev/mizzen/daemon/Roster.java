package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.reconcile.model.ClusterName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which clusters there are to be: declared ones first, then those found; of two of one name the first stays.
 *
 * @param refused why a Secret is none, by its place
 */
record Roster(List<Config.Cluster> clusters, Map<String, String> refused) {
    static final Roster EMPTY = new Roster(List.of(), Map.of());

    static Roster of(List<Config.Cluster> declared, Map<String, Discoveries.Answer> found) {
        Map<ClusterName, Config.Cluster> all = new LinkedHashMap<>();
        Map<String, String> refused = new TreeMap<>();
        declared.forEach(cluster -> all.put(cluster.name(), cluster));
        found.forEach((place, answer) -> {
            switch (answer) {
                case Discoveries.Answer.Refused no -> refused.put(place, no.why());
                case Discoveries.Answer.Is is -> {
                    Config.Cluster first = all.putIfAbsent(is.cluster().name(), is.cluster());
                    if (first != null) {
                        refused.put(
                                place, "the name \"" + first.name() + "\" is taken by " + OpenCluster.origin(first));
                    }
                }
            }
        });
        return new Roster(List.copyOf(all.values()), refused);
    }
}
