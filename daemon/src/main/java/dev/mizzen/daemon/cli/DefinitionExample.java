package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.DefinitionDirectory;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An example of a definition: a component with its traits, or a policy, as an Application holds it, and the objects that it
 * becomes in the application {@code example} in the namespace {@code default}.
 *
 * @param written the first document's own text, comments too
 */
record DefinitionExample(String written, ObjectNode part, List<JsonNode> objects) {
    /** Where the example of a definition is below a folder of definitions. */
    static String path(Kind kind, String name) {
        return DefinitionDirectory.EXAMPLES + "/" + kind.wire() + "/" + name + ".yaml";
    }

    /** @throws Rejected if the file is no YAML or does not begin with a component or policy */
    static DefinitionExample read(String file, String text) throws Rejected {
        YamlFile yaml = YamlReader.read(file, text.getBytes(StandardCharsets.UTF_8));
        if (!yaml.problems().isEmpty()) {
            throw new Rejected(yaml.problems());
        }
        if (yaml.documents().isEmpty() || !(yaml.documents().getFirst() instanceof Value.Mapping first)) {
            throw new Rejected(Problem.of(file + ": expected a component or policy, then the objects that it becomes"));
        }
        List<JsonNode> objects = yaml.documents().stream()
                .skip(1)
                .filter(document -> !(document instanceof Value.Nothing))
                .map(Values::toJson)
                .toList();
        return new DefinitionExample(text.split("(?m)^---$", 2)[0], Values.toJson(first), objects);
    }

    /**
     * The objects that the part really becomes.
     *
     * @param known the definitions that it may use
     */
    List<JsonNode> render(DefinitionBench bench, Kind kind, List<Definition> known, ClusterFacts facts)
            throws Rejected {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", "render");
        request.putObject("app").put("name", "example").put("namespace", "default");
        request.putObject("context")
                .put("namespace", "default")
                .putObject("clusterVersion")
                .put("major", facts.major())
                .put("minor", facts.minor())
                .put("gitVersion", facts.gitVersion())
                .put("platform", facts.platform());
        ObjectNode component = part.deepCopy();
        component.set("definition", definition(known, kind, part));
        for (JsonNode trait : component.path("traits")) {
            ((ObjectNode) trait).set("definition", definition(known, Kind.TRAIT, trait));
        }
        request.set("component", component);
        List<JsonNode> made = new ArrayList<>();
        bench.answer(request).path("objects").forEach(object -> made.add(object.path("object")));
        return made;
    }

    private static JsonNode definition(List<Definition> known, Kind kind, JsonNode user) {
        return DefinitionChoice.of(known, user.path("type").asString(""), Optional.of(kind))
                .body();
    }

    /** The number of the first object that is not as the example says, from 0; empty if all are. */
    Optional<Integer> firstDifference(List<JsonNode> made) {
        for (int i = 0; i < Math.max(made.size(), objects.size()); i++) {
            if (i >= made.size()
                    || i >= objects.size()
                    || !Arrays.equals(sorted(made.get(i)), sorted(objects.get(i)))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static byte[] sorted(JsonNode node) {
        return ExactJson.bytes(sortedTree(node));
    }

    private static JsonNode sortedTree(JsonNode node) {
        if (node.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> list.add(sortedTree(item)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        var object = JsonNodeFactory.instance.objectNode();
        node.propertyStream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(field -> object.set(field.getKey(), sortedTree(field.getValue())));
        return object;
    }

    /** The whole file with the objects that were made. */
    String with(List<JsonNode> made) {
        StringBuilder text = new StringBuilder(written.strip()).append('\n');
        made.forEach(object -> text.append("---\n").append(Output.yaml(object)));
        return text.toString();
    }
}
