package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.render.RenderCache.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class RenderCacheTest {
    private static final List<String> NOTHING = List.of();
    private static final List<String> MINOR = List.of("context.clusterVersion.minor");
    private static final List<String> CLUSTER = List.of("context.cluster");
    private static final String WEB = "{name: web, type: webservice, properties: {image: a}}";

    private final RenderCache cache = new RenderCache(100, 1_000);

    @Test
    void aRenderThatReadNothingServesEveryCluster() {
        Digest key = put(request(WEB, "a", 20), NOTHING);
        assertThat(cache.find(key, request(WEB, "b", 33))).isPresent();
    }

    @Test
    void aRenderServesThoseWhoseReadFieldsAreEqual() {
        Digest key = put(request(WEB, "a", 20), MINOR);
        assertThat(cache.find(key, request(WEB, "b", 20))).isPresent();
        assertThat(cache.find(key, request(WEB, "a", 33))).isEmpty();
    }

    @Test
    void rendersOfOneComponentMayHaveReadDifferentFields() {
        Digest key = put(request(WEB, "a", 20), MINOR);
        put(request(WEB, "b", 33), CLUSTER);
        assertThat(cache.find(key, request(WEB, "b", 99))).isPresent();
        assertThat(cache.find(key, request(WEB, "z", 20))).isPresent();
        assertThat(cache.find(key, request(WEB, "z", 99))).isEmpty();
    }

    @Test
    void aTemplateThatReadsTheWholeContextSharesNothing() {
        Digest key = put(request(WEB, "a", 20), List.of("context"));
        assertThat(cache.find(key, request(WEB, "a", 20))).isPresent();
        assertThat(cache.find(key, request(WEB, "b", 20))).isEmpty();
        assertThat(cache.find(key, request(WEB, "a", 21))).isEmpty();
    }

    @Test
    void theInputTheDefinitionAndTheRendererAreAlwaysInTheKey() {
        Digest key = request(WEB, "a", 20).key("v1");
        assertThat(request(WEB, "b", 33).key("v1")).isEqualTo(key);
        assertThat(request(WEB, "a", 20).key("v2")).isNotEqualTo(key);
        assertThat(request(WEB.replace("image: a", "image: b"), "a", 20).key("v1"))
                .isNotEqualTo(key);
        assertThat(request(WEB.replace("image: a", "image: '1'"), "a", 20).key("v1"))
                .isNotEqualTo(
                        request(WEB.replace("image: a", "image: 1"), "a", 20).key("v1"));
        assertThat(request(WEB, "a", 20, "other template").key("v1")).isNotEqualTo(key);
    }

    @Test
    void neverHoldsMoreBytesThanAllowed() {
        Digest key = put(request(WEB, "a", 1), MINOR);
        for (int minor = 2; minor < 12; minor++) {
            put(request(WEB, "a", minor), MINOR);
        }
        assertThat(cache.find(key, request(WEB, "a", 1))).isEmpty();
        assertThat(cache.find(key, request(WEB, "a", 11))).isPresent();
    }

    private Digest put(RenderRequest request, List<String> read) {
        Digest key = request.key("v1");
        cache.put(key, read, new Result(RenderCache.inputs(key, request, read), List.of(), List.of(), 200));
        return key;
    }

    private static RenderRequest request(String component, String cluster, int minor) {
        return request(component, cluster, minor, "template");
    }

    private static RenderRequest request(String component, String cluster, int minor, String template) {
        TestApplication app = TestApplication.of(component);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("template", template);
        Definition definition =
                new Definition(Definition.Kind.COMPONENT, "webservice", body, Digest.of(body.toString()));
        Parts parts = new Parts(app.application().components().getFirst(), definition, List.of());
        return new RenderRequest(
                app.application(), app.unit(cluster, "shop"), parts, new ClusterFacts("1", "", "", minor));
    }
}
