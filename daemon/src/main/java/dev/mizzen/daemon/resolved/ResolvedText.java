package dev.mizzen.daemon.resolved;

import dev.mizzen.reconcile.artifact.Lock;
import dev.mizzen.reconcile.artifact.LockFile;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Resolution;
import dev.mizzen.reconcile.run.Resolution.OnCluster;
import dev.mizzen.reconcile.run.Resolution.Result;
import dev.mizzen.reconcile.spec.Reference;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The text of a file of resolved inputs; {@link ResolvedReader} reads it. Equal inputs have equal texts. */
public final class ResolvedText {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();

    private final UnaryOperator<String> masked;

    /** @param masked a text as it may leave the daemon */
    public ResolvedText(UnaryOperator<String> masked) {
        this.masked = masked;
    }

    /** Without anything secret. */
    public String of(Resolution resolution) throws Rejected {
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", ResolvedFile.API_VERSION)
                .put("kind", ResolvedFile.KIND)
                .put("delivery", resolution.spec().id().toString())
                .put("commit", resolution.spec().head().id())
                .put("files", ResolvedFile.files(resolution.spec()).hex());
        ArrayNode clusters = root.putArray("clusters");
        for (OnCluster cluster : resolution.clusters()) {
            write(cluster, clusters.addObject());
        }
        ArrayNode artifacts = root.putArray("artifacts");
        Lock.of(resolution.pins())
                .pins()
                .forEach((wanted, pin) -> LockFile.fields(wanted, pin).forEach(artifacts.addObject()::put));
        return YAML.writeValueAsString(root);
    }

    private void write(OnCluster cluster, ObjectNode node) throws Rejected {
        Withheld withheld = new Withheld(cluster, masked);
        node.put("name", cluster.cluster().name().value());
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(cluster.cluster().labels()).forEach(labels::put);
        ClusterFacts facts = cluster.facts();
        node.putObject("version")
                .put("major", facts.major())
                .put("gitVersion", facts.gitVersion())
                .put("platform", facts.platform())
                .put("minor", facts.minor());
        facts.release().ifPresent(release -> write(release, withheld, node));
        copies(cluster, withheld, node);
        ArrayNode components = node.putArray("components");
        for (Result result : cluster.units()) {
            write(result, withheld, components.addObject());
        }
    }

    private static void write(ReleaseFacts release, Withheld withheld, ObjectNode node) {
        release.apis().forEach(node.putArray("apis")::add);
        node.put("birth", Instant.ofEpochSecond(release.birth().epochSeconds()).toString());
        ArrayNode values = node.putArray("values");
        new TreeMap<>(release.values()).forEach((key, text) -> {
            if (!withheld.isSecret(key, text)) {
                values.addObject()
                        .put("kind", key.kind())
                        .put("namespace", key.namespace())
                        .put("name", key.name())
                        .put("key", key.key())
                        .put("text", text);
            }
        });
    }

    private static void copies(OnCluster cluster, Withheld withheld, ObjectNode node) throws Rejected {
        Set<List<Object>> written = new HashSet<>();
        for (Result result : cluster.units()) {
            Unit unit = result.rendered().unit();
            List<Reference> references = Reference.of(unit.component());
            for (int i = 0; i < references.size(); i++) {
                List<ObjectNode> copied =
                        cluster.facts().copies().found().get(new Copies.Asked(references.get(i), unit.namespace()));
                if (copied != null
                        && !withheld.isSecret(copied)
                        && written.add(List.of(unit.component().name(), unit.namespace(), i))) {
                    ObjectNode one = node.withArray("copies")
                            .addObject()
                            .put("component", unit.component().name())
                            .put("namespace", unit.namespace())
                            .put("reference", i);
                    copied.forEach(one.putArray("objects")::add);
                }
            }
        }
    }

    private static void write(Result result, Withheld withheld, ObjectNode node) throws Rejected {
        Unit unit = result.rendered().unit();
        node.put("name", unit.component().name())
                .put("namespace", unit.namespace())
                .put("replica", unit.replicaKey());
        List<Lack> lacks = withheld.of(result);
        for (Lack lack : lacks) {
            ObjectNode one = node.withArray("lacks")
                    .addObject()
                    .put("kind", lack.kind().word())
                    .put("what", lack.what());
            lack.digest().ifPresent(digest -> one.put("digest", digest));
        }
        switch (result.rendered()) {
            case Rendered.Late late -> node.put("waits", late.waitsFor());
            case Rendered.Ready ready -> {
                if (withheld.mustHideDigests(result)) {
                    node.put("secret", true);
                } else if (lacks.isEmpty()) {
                    node.put("inputs", ready.inputs().hex())
                            .put("output", ready.output().hex());
                }
            }
        }
    }
}
