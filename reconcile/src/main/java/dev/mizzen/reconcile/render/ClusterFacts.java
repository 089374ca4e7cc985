package dev.mizzen.reconcile.render;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a template may know of the cluster that it renders for, as {@code context.clusterVersion}.
 *
 * @param minor the Kubernetes minor version, such as 33; 0 where it is unknown: then templates choose their oldest APIs
 * @param release for components that an engine renders; empty where nobody has asked for it
 * @param copies for components that copy objects
 * @param revision for templates that name it; {@link AppRevision#NONE} for all others
 * @param live what the component's own live objects say, for traits that look at them; empty where they are not there (yet)
 */
public record ClusterFacts(
        String major,
        String gitVersion,
        String platform,
        int minor,
        Optional<ReleaseFacts> release,
        Copies copies,
        Optional<ObjectNode> live,
        AppRevision revision) {
    /** A cluster that nobody has asked. */
    public static final ClusterFacts UNKNOWN = new ClusterFacts("", "", "", 0);

    public ClusterFacts(String major, String gitVersion, String platform, int minor) {
        this(major, gitVersion, platform, minor, Optional.empty(), Copies.NONE, Optional.empty(), AppRevision.NONE);
    }

    /** The same, for an engine too. */
    public ClusterFacts with(ReleaseFacts known) {
        return new ClusterFacts(major, gitVersion, platform, minor, Optional.of(known), copies, live, revision);
    }

    /** The same, with what components copy. */
    public ClusterFacts with(Copies read) {
        return new ClusterFacts(major, gitVersion, platform, minor, release, read, live, revision);
    }

    /** The same, for a component whose objects live. */
    public ClusterFacts withLive(ObjectNode objects) {
        return new ClusterFacts(major, gitVersion, platform, minor, release, copies, Optional.of(objects), revision);
    }

    /** The same, for templates that name the revision of their application. */
    public ClusterFacts at(AppRevision other) {
        return new ClusterFacts(major, gitVersion, platform, minor, release, copies, live, other);
    }

    /** From what an API server answers at {@code /version}; some write {@code 33+} as their minor version. */
    public static ClusterFacts of(JsonNode version) {
        String minor = version.path("minor").asString("").replaceAll("\\D.*", "");
        return new ClusterFacts(
                version.path("major").asString(""),
                version.path("gitVersion").asString(""),
                version.path("platform").asString(""),
                minor.isEmpty() || minor.length() > 4 ? 0 : Integer.parseInt(minor));
    }
}
