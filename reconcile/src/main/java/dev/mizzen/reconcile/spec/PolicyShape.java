package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.spec.shape.Shape;
import java.util.Map;
import java.util.Set;

/**
 * What the properties of the policies and workflow steps that Mizzen knows itself may hold.
 *
 * @see <a href="https://kubevela.io/docs/end-user/policies/references">KubeVela's policies</a>
 */
final class PolicyShape {
    private static final Shape TEXTS = new Shape.ListOf(ApplicationShape.TEXT);

    private PolicyShape() {}

    /** Where components go. */
    static Shape topology() {
        return new Shape.Fields(
                        Map.of(
                                "clusters",
                                new Shape.ListOf(ApplicationShape.DNS_LABEL),
                                "clusterLabelSelector",
                                ApplicationShape.TEXTS,
                                "allowEmpty",
                                new Shape.Bool(),
                                "namespace",
                                ApplicationShape.DNS_LABEL),
                        Set.of())
                .hinting(Map.of("clusterSelector", "it is now called \"clusterLabelSelector\""));
    }

    /** What differs where they go. */
    static Shape override() {
        Shape trait = new Shape.Fields(
                Map.of(
                        "type", ApplicationShape.TEXT,
                        "properties", new Shape.AnyMap(),
                        "disable", new Shape.Bool()),
                Set.of("type"));
        Shape component = new Shape.Fields(
                Map.of(
                        "name", ApplicationShape.TEXT,
                        "type", ApplicationShape.TEXT,
                        "properties", new Shape.AnyMap(),
                        "traits", new Shape.ListOf(trait),
                        "externalRevision", ApplicationShape.TEXT),
                Set.of());
        return new Shape.Fields(Map.of("components", new Shape.ListOf(component), "selector", TEXTS), Set.of());
    }

    static Shape deploy() {
        return new Shape.Fields(
                Map.of(
                        "policies", TEXTS,
                        "auto", new Shape.Bool(),
                        "parallelism", new Shape.Count(1, Integer.MAX_VALUE),
                        "ignoreTerraformComponent", new Shape.Bool()),
                Set.of());
    }

    static Shape applyComponent() {
        return new Shape.Fields(
                Map.of(
                        "component", ApplicationShape.TEXT,
                        "cluster", ApplicationShape.TEXT,
                        "namespace", ApplicationShape.TEXT),
                Set.of("component"));
    }
}
