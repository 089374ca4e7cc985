package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.TypeName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One unit as the helper process is asked for it, split by what a render depends on: always on the component's typed input,
 * its definitions, and what every object of it is dressed with; on a field of the context only where a template reads it.
 *
 * @param artifact where an engine makes the component's objects
 */
record RenderRequest(
        Application app, Unit unit, Parts parts, ClusterFacts facts, String cluster, Optional<Artifact> artifact) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** Where an application belongs that names no namespace, as in KubeVela. */
    static final String DEFAULT_NAMESPACE = "default";

    private static final String PUBLISH_VERSION = "app.oam.dev/publishVersion";
    private static final String CONTEXT = "context";
    private static final String COMPONENTS = "components";
    private static final String ARTIFACT = "artifact";

    RenderRequest(Application app, Unit unit, Parts parts, ClusterFacts facts) {
        this(app, unit, parts, facts, Optional.empty());
    }

    RenderRequest(Application app, Unit unit, Parts parts, ClusterFacts facts, Optional<Artifact> artifact) {
        this(app, unit, parts, facts, unit.cluster().value(), artifact);
    }

    /** The whole request. */
    ObjectNode json() throws Rejected, Waiting {
        ObjectNode json = NODES.objectNode().put("op", "render");
        json.set("app", application());
        json.set(CONTEXT, context(true));
        ObjectNode component = component(Definition::body);
        if (artifact.isPresent()) {
            component.set(ARTIFACT, artifact.get().whole());
        }
        json.set("component", component);
        if (hasCluster()) {
            json.put("later", true);
            facts.live().ifPresent(live -> json.set("live", live));
        }
        return json;
    }

    /** As if there were no cluster, all is rendered at once. */
    private boolean hasCluster() {
        return !cluster.isEmpty();
    }

    /** Of all that decides the bytes, but for the context. */
    Digest key(String rendererVersion) {
        ObjectNode fixed = NODES.objectNode()
                .put("renderer", rendererVersion)
                .put("namespace", unit.namespace())
                .put("replicaKey", unit.replicaKey());
        fixed.set("app", application());
        ObjectNode component =
                component(definition -> NODES.stringNode(definition.digest().hex()));
        artifact.ifPresent(made -> component.set(ARTIFACT, made.key()));
        fixed.set("component", component);
        fixed.put("later", hasCluster());
        facts.live().ifPresent(live -> fixed.set("live", live));
        return Digest.of(ExactJson.bytes(fixed));
    }

    /** Of the context fields {@code read} and their values here. */
    Digest contextKey(List<String> read) {
        ObjectNode context = context(
                read.stream().anyMatch(field -> field.equals(CONTEXT) || field.startsWith(CONTEXT + "." + COMPONENTS)));
        ObjectNode values = NODES.objectNode();
        read.forEach(field -> values.set(field, field(context, field)));
        return Digest.of(ExactJson.bytes(values));
    }

    /** {@code path} is {@code context.a.b}; a field that always counts, such as the name, is null here. */
    private static JsonNode field(ObjectNode context, String path) {
        JsonNode here = context;
        for (InputPath.Step step : InputPath.of(path).after(1).steps()) {
            here = switch (step) {
                case InputPath.Step.Name name -> here.path(name.name());
                case InputPath.Step.Index index -> here.path(index.index());
            };
        }
        return here.isMissingNode() ? NODES.nullNode() : here;
    }

    private ObjectNode application() {
        ObjectNode json = NODES.objectNode()
                .put("name", app.name().value())
                .put("namespace", app.namespace().orElse(DEFAULT_NAMESPACE));
        json.set("labels", texts(app.labels()));
        json.set("annotations", texts(app.annotations()));
        return json;
    }

    /** @param whole whether the list of all components is in it, which only few templates read */
    private ObjectNode context(boolean whole) {
        ObjectNode json = NODES.objectNode().put("namespace", unit.namespace()).put("cluster", cluster);
        json.putObject("clusterVersion")
                .put("major", facts.major())
                .put("gitVersion", facts.gitVersion())
                .put("platform", facts.platform())
                .put("minor", facts.minor());
        json.put("appRevision", facts.revision().name())
                .put("appRevisionNum", facts.revision().number())
                .put("publishVersion", app.annotations().getOrDefault(PUBLISH_VERSION, ""))
                .put("replicaKey", unit.replicaKey())
                .put("workflowName", "");
        if (artifact.isPresent()) {
            facts.release().ifPresent(release -> release(release, json));
        }
        if (whole) {
            ArrayNode components = json.putArray(COMPONENTS);
            app.components().forEach(component -> components.add(raw(component)));
        }
        return json;
    }

    /** What only engines see. */
    private static void release(ReleaseFacts release, ObjectNode context) {
        release.apis().forEach(context.putArray("apis")::add);
        context.put("seed", Base64.getEncoder().encodeToString(release.birth().seed()))
                .put("time", release.birth().epochSeconds());
    }

    private static ObjectNode raw(Component component) {
        ObjectNode json = NODES.objectNode().put("name", component.name()).put("type", component.type());
        component.properties().ifPresent(properties -> json.set("properties", Values.toJson(properties)));
        if (!component.traits().isEmpty()) {
            ArrayNode traits = json.putArray("traits");
            component.traits().forEach(trait -> {
                ObjectNode one = traits.addObject().put("type", trait.type());
                trait.properties().ifPresent(properties -> one.set("properties", Values.toJson(properties)));
            });
        }
        if (!component.dependsOn().isEmpty()) {
            component.dependsOn().forEach(json.putArray("dependsOn")::add);
        }
        return json;
    }

    private ObjectNode component(Function<Definition, JsonNode> form) {
        Component component = parts.component();
        ObjectNode json = NODES.objectNode()
                .put("name", component.name())
                .put("type", TypeName.of(component.type()).label());
        json.set("properties", properties(component.properties()));
        json.set("definition", form.apply(parts.workload()));
        parts.artifact().ifPresent(kind -> json.putObject("artifact").put("kind", kind));
        ArrayNode traits = json.putArray("traits");
        for (int i = 0; i < parts.traits().size(); i++) {
            Trait trait = component.traits().get(i);
            ObjectNode one =
                    traits.addObject().put("type", TypeName.of(trait.type()).label());
            one.set("properties", properties(trait.properties()));
            one.set("definition", form.apply(parts.traits().get(i)));
        }
        return json;
    }

    private static JsonNode properties(Optional<Value.Mapping> properties) {
        return properties.<JsonNode>map(Values::toJson).orElse(NODES.nullNode());
    }

    private static ObjectNode texts(Map<String, String> texts) {
        ObjectNode json = NODES.objectNode();
        new TreeMap<>(texts).forEach(json::put);
        return json;
    }
}
