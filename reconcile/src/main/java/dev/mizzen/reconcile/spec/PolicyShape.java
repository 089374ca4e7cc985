package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.spec.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the properties of the policies and workflow steps that Mizzen knows itself may hold.
 *
 * @see <a href="https://kubevela.io/docs/end-user/policies/references">KubeVela's policies</a>
 */
final class PolicyShape {
    private static final Shape TEXTS = new Shape.ListOf(ApplicationShape.TEXT);

    /** KubeVela's own default for a cluster or namespace is the empty text. */
    private static final Shape LABEL_OR_NOTHING = new Shape.Form(
            "a name of at most 63 lower-case letters, digits and \"-\", or nothing",
            text -> text.isEmpty() || AppName.isAppName(text));

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
        return new Shape.Fields(and(components(), Map.of("selector", TEXTS)), Set.of());
    }

    private static Shape trait() {
        return new Shape.Fields(
                Map.of(
                        "type", ApplicationShape.TEXT,
                        "properties", new Shape.AnyMap(),
                        "disable", new Shape.Bool()),
                Set.of("type"));
    }

    private static Map<String, Shape> components() {
        Shape component = new Shape.Fields(
                Map.of(
                        "name", ApplicationShape.TEXT,
                        "type", ApplicationShape.TEXT,
                        "properties", new Shape.AnyMap(),
                        "traits", new Shape.ListOf(trait()),
                        "externalRevision", ApplicationShape.TEXT),
                Set.of());
        return Map.of("components", new Shape.ListOf(component));
    }

    /** Places, each with what differs there, in the form that KubeVela has given up. */
    static Shape envBinding() {
        Shape cluster = new Shape.Fields(Map.of("name", LABEL_OR_NOTHING, "labels", ApplicationShape.TEXTS), Set.of());
        Shape namespace = new Shape.Fields(Map.of("name", LABEL_OR_NOTHING), Set.of());
        Shape placement =
                new Shape.Fields(Map.of("clusterSelector", cluster, "namespaceSelector", namespace), Set.of());
        Shape environment = new Shape.Fields(
                Map.of(
                        "name",
                        ApplicationShape.TEXT,
                        "placement",
                        placement,
                        "selector",
                        new Shape.Fields(Map.of("components", TEXTS), Set.of()),
                        "patch",
                        new Shape.Fields(and(components(), Map.of("traits", new Shape.ListOf(trait()))), Set.of())),
                Set.of("name"));
        return new Shape.Fields(
                Map.of("envs", new Shape.ListOf(environment), "created", new Shape.Bool()), Set.of("envs"));
    }

    /** When objects that the application has no more are deleted. */
    static Shape garbageCollect() {
        return rules(
                Map.of(
                        "strategy", new Shape.Word(List.of("onAppUpdate", "onAppDelete", "never")),
                        "propagation", new Shape.Word(List.of("orphan", "cascading"))),
                Map.of(
                        "applicationRevisionLimit", new Shape.Count(0, Integer.MAX_VALUE),
                        "keepLegacyResource", new Shape.Bool(),
                        "continueOnFailure", new Shape.Bool(),
                        "order", new Shape.Word(List.of("dependency"))));
    }

    /** What others may change in objects. */
    static Shape applyOnce() {
        Shape strategy = new Shape.Fields(
                Map.of("affect", new Shape.Word(List.of("", "always", "onUpdate", "onStateKeep")), "path", TEXTS),
                Set.of("path"));
        return rules(Map.of("strategy", strategy), Map.of("enable", new Shape.Bool()));
    }

    /** How objects are changed. */
    static Shape resourceUpdate() {
        Shape strategy = new Shape.Fields(
                Map.of("op", new Shape.Word(List.of("patch", "replace")), "recreateFields", TEXTS), Set.of());
        return rules(Map.of("strategy", strategy), Map.of());
    }

    /** Which figures of the application's deployments are shown, and to whom. */
    static Shape deploymentInsights() {
        Shape shown = new Shape.Word(List.of("enabled", "disabled"));
        return new Shape.Fields(
                Map.of(
                        "provider",
                        new Shape.Word(List.of("prometheus", "arms")),
                        "leadTime",
                        shown,
                        "frequency",
                        shown,
                        "mttr",
                        shown),
                Set.of());
    }

    /** Objects that are chosen, and nothing more is said of them. */
    static Shape chosen() {
        return rules(Map.of(), Map.of());
    }

    private static Shape rules(Map<String, Shape> ofRule, Map<String, Shape> beside) {
        Shape selector = new Shape.Fields(
                Map.of(
                        "componentNames", TEXTS,
                        "componentTypes", TEXTS,
                        "oamTypes", TEXTS,
                        "traitTypes", TEXTS,
                        "resourceTypes", TEXTS,
                        "resourceNames", TEXTS),
                Set.of());
        Shape rule = new Shape.Fields(and(ofRule, Map.of("selector", selector)), Set.of());
        return new Shape.Fields(and(beside, Map.of("rules", new Shape.ListOf(rule))), Set.of());
    }

    /** Which components there are several of, one for each key. */
    static Shape replication() {
        return new Shape.Fields(Map.of("keys", TEXTS, "selector", TEXTS), Set.of("keys"));
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

    static Shape deployToEnvironment() {
        return new Shape.Fields(
                Map.of(
                        "policy", ApplicationShape.TEXT,
                        "env", ApplicationShape.TEXT,
                        "parallel", new Shape.Bool()),
                Set.of("env"));
    }

    /** {@code deploy2env} as it was called first, of one component or of all. */
    static Shape deployToCluster() {
        return new Shape.Fields(
                Map.of(
                        "policy", ApplicationShape.TEXT,
                        "env", ApplicationShape.TEXT,
                        "component", ApplicationShape.TEXT,
                        "parallel", new Shape.Bool()),
                Set.of("env"));
    }

    static Shape deployToRuntime() {
        return new Shape.Fields(Map.of("clusters", new Shape.ListOf(ApplicationShape.DNS_LABEL)), Set.of());
    }

    private static Map<String, Shape> and(Map<String, Shape> some, Map<String, Shape> more) {
        Map<String, Shape> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    static Shape applyComponent() {
        return new Shape.Fields(
                Map.of(
                        "component", ApplicationShape.TEXT,
                        "cluster", LABEL_OR_NOTHING,
                        "namespace", LABEL_OR_NOTHING),
                Set.of("component"));
    }
}
