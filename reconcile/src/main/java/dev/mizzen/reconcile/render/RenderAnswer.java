package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.RenderCache.LateTrait;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.render.Rendered.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what the renderer answers. Pure. */
final class RenderAnswer {
    private RenderAnswer() {}

    static List<RenderedObject> objects(JsonNode objects) throws Rejected {
        List<RenderedObject> rendered = new ArrayList<>();
        for (JsonNode object : objects) {
            if (!(object.path("object") instanceof ObjectNode manifest)) {
                throw new IllegalStateException("the renderer answered an object without fields");
            }
            rendered.add(new RenderedObject(
                    role(object.path("role").asString("")),
                    object.path("resource").asString(""),
                    object.path("trait").asString(""),
                    Manifest.of(manifest),
                    object.path("step").asInt(stage(object.path("stage").asString("")))));
        }
        return List.copyOf(rendered);
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(text -> text.asString(""))
                .toList();
    }

    static List<LateTrait> late(JsonNode traits) {
        return StreamSupport.stream(traits.spliterator(), false)
                .map(late -> new LateTrait(late.path("trait").asString(""), Fault.all(late.path("why"))))
                .toList();
    }

    private static int stage(String wire) {
        return switch (wire) {
            case "PreDispatch" -> -1;
            case "PostDispatch" -> 1;
            default -> 0;
        };
    }

    private static Role role(String wire) {
        return switch (wire) {
            case "workload" -> Role.WORKLOAD;
            case "auxiliary" -> Role.AUXILIARY;
            case "trait" -> Role.TRAIT;
            default -> throw new IllegalStateException("the renderer knows a role \"" + wire + "\" and we do not");
        };
    }
}
