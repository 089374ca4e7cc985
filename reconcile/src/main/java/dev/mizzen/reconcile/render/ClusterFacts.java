package dev.mizzen.reconcile.render;

/**
 * What a template may know of the cluster that it renders for, as {@code context.clusterVersion}.
 *
 * @param minor the Kubernetes minor version, such as 33; 0 where it is unknown: then templates choose their oldest APIs
 */
public record ClusterFacts(String major, String gitVersion, String platform, int minor) {
    /** A cluster that nobody has asked. */
    public static final ClusterFacts UNKNOWN = new ClusterFacts("", "", "", 0);
}
