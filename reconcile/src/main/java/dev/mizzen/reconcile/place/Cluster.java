package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.ClusterName;
import java.util.Map;

/** A cluster that the daemon knows, as far as placing needs it. */
public record Cluster(ClusterName name, Map<String, String> labels) {}
