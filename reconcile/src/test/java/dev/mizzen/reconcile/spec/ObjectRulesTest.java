package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.model.Treatment.Access;
import dev.mizzen.reconcile.model.Treatment.Once;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.ObjectRules.Removal;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.json.JsonMapper;

class ObjectRulesTest {
    private static final Manifest WEB = manifest("Deployment", "web", "web", "WORKLOAD", "");
    private static final Manifest DOOR = manifest("Ingress", "door", "web", "TRAIT", "gateway");

    @Test
    void aSelectorMatchesByEveryFieldThatItHasAndByAnyOfItsValues() throws Exception {
        ObjectRules rules = rules("""
                - type: read-only
                  properties:
                    rules:
                      - selector: { componentNames: [api, web], traitTypes: [gateway] }
                """);
        assertThat(rules.treatment(DOOR).access()).isEqualTo(Access.READ_ONLY);
        assertThat(rules.treatment(WEB).access()).isEqualTo(Access.OURS);
    }

    @Test
    void aSelectorWithoutAnythingMatchesNothing() throws Exception {
        ObjectRules rules = rules("""
                - type: take-over
                  properties: { rules: [ { selector: {} }, { selector: { resourceTypes: [] } } ] }
                - type: shared-resource
                  properties: {}
                """);
        assertThat(rules.treatment(WEB)).isEqualTo(Treatment.NORMAL);
    }

    @Test
    void policiesOfOneTypeCountAsOneAndTheFirstRuleThatMatchesCounts() throws Exception {
        ObjectRules rules = rules("""
                - type: garbage-collect
                  name: one
                  properties: { rules: [ { selector: { resourceTypes: [Ingress] }, strategy: onAppDelete } ] }
                - type: garbage-collect
                  name: two
                  properties: { rules: [ { selector: { componentNames: [web] }, strategy: never } ] }
                """);
        assertThat(rules.removal(DOOR)).contains(Removal.WITH_APPLICATION);
        assertThat(rules.removal(WEB)).contains(Removal.ORPHAN);
    }

    @Test
    void aRuleWithoutPropagationIsPassedOverForOneThatHasIt() throws Exception {
        ObjectRules rules = rules("""
                - type: garbage-collect
                  properties:
                    rules:
                      - { selector: { componentNames: [web] } }
                      - { selector: { resourceNames: [door] }, propagation: orphan }
                """);
        assertThat(rules.removal(DOOR)).contains(Removal.ORPHAN);
        assertThat(rules.removal(WEB)).isEmpty();
    }

    @Test
    void legacyResourcesStayUntilTheApplicationGoes() throws Exception {
        ObjectRules rules = rules("""
                - type: garbage-collect
                  properties: { keepLegacyResource: true, rules: [ { selector: { resourceTypes: [Ingress] } } ] }
                """);
        assertThat(rules.removal(WEB)).contains(Removal.WITH_APPLICATION);
        assertThat(rules.removal(DOOR)).isEmpty();
    }

    @Test
    void appliedOnceWithoutRulesMeansEverythingBetweenReleases() throws Exception {
        assertThat(once("{ enable: true }")).isEqualTo(Once.BETWEEN_RELEASES);
        assertThat(once("{ enable: false }")).isEqualTo(Once.NO);
        assertThat(once("{}")).isEqualTo(Once.NO);
    }

    @Test
    void appliedOnceWithRulesMeansWhatTheySay() throws Exception {
        String rule = "{ enable: %s, rules: [ { selector: { resourceTypes: [Deployment] }, strategy: %s } ] }";
        assertThat(once(rule.formatted(true, "{ path: ['*'] }"))).isEqualTo(Once.FOR_EVER);
        assertThat(once(rule.formatted(true, "{ affect: onStateKeep, path: ['*'] }")))
                .isEqualTo(Once.BETWEEN_RELEASES);
        assertThat(once(rule.formatted(false, "{ path: ['*'] }"))).isEqualTo(Once.NO);
        ObjectRules replicas = rules(policy(rule.formatted(true, "{ path: [spec.replicas] }")));
        assertThat(replicas.left(WEB)).containsExactly(JsonPointer.compile("/spec/replicas"));
        assertThat(replicas.left(DOOR)).isEmpty();
        ObjectRules kept = rules(policy(rule.formatted(true, "{ affect: onStateKeep, path: [spec.replicas] }")));
        assertThat(kept.left(WEB)).isEmpty();
        assertThat(kept.treatment(WEB).kept()).containsExactly(JsonPointer.compile("/spec/replicas"));
    }

    @Test
    void pathsAreKubeVelas() {
        assertThat(List.of(
                        ObjectRules.pointer("spec.template.spec.containers[0].image"),
                        ObjectRules.pointer("metadata.annotations[example.com/a]"),
                        ObjectRules.pointer("spec[a~b]")))
                .extracting(JsonPointer::toString)
                .containsExactly(
                        "/spec/template/spec/containers/0/image", "/metadata/annotations/example.com~1a", "/spec/a~0b");
    }

    private static Once once(String properties) throws Exception {
        return rules(policy(properties)).treatment(WEB).once();
    }

    private static String policy(String properties) {
        return "- { type: apply-once, properties: " + properties + " }\n";
    }

    private static ObjectRules rules(String policies) throws Exception {
        String text = """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: web }
                spec:
                  components: [ { name: web, type: webservice } ]
                  policies:
                """ + policies.indent(4);
        Value document = YamlReader.read("application.yaml", text.getBytes(StandardCharsets.UTF_8))
                .documents()
                .getFirst();
        return ObjectRules.of(ApplicationReader.read(document, List.of()));
    }

    private static Manifest manifest(String kind, String name, String component, String type, String trait) {
        try {
            return Manifest.of((tools.jackson.databind.node.ObjectNode)
                    JsonMapper.shared().readTree("""
                    { "apiVersion": "apps/v1", "kind": "%s", "metadata": { "name": "%s", "labels": {
                      "app.oam.dev/component": "%s", "app.oam.dev/resourceType": "%s", "trait.oam.dev/type": "%s" } } }
                    """.formatted(kind, name, component, type, trait)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
