package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Objects that were read from a cluster take the place of the references to them. */
class CopiesIT {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String SETTINGS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: settings, labels: { tier: gold } }
            data: { k: "1", name: "2" }
            """;
    private static final String PASSWORD = """
            apiVersion: v1
            kind: Secret
            metadata: { name: password, labels: { team: other } }
            data: { p: aHVudGVyMg==, q: "" }
            """;
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec: { replicas: 1, template: { spec: { containers: [{ name: web, image: "nginx:1" }] } } }
            """;

    private static final String CLASH = """
            apiVersion: core.oam.dev/v1beta1
            kind: TraitDefinition
            metadata: { name: clash }
            spec:
              schematic:
                cue:
                  template: |
                    patch: data: p: "x"
                    parameter: {...}
            """;

    private static final RealRenderer REAL = new RealRenderer(HelperPool.Limits.DEFAULT);
    private static Catalog builtIn;

    private final Renderer renderer = new Renderer(REAL.pool);

    @BeforeAll
    static void start() {
        builtIn = Catalog.builtIn(REAL.pool);
    }

    @AfterAll
    static void stop() {
        REAL.close();
    }

    private static TestApplication app(String traits) {
        return TestApplication.of("""
                name: copy
                type: ref-objects
                properties:
                  objects:
                    - { resource: configmap, name: settings, namespace: shared }
                    - { resource: deployment, name: web, namespace: shared }
                """ + traits);
    }

    /** The first reference finds the first texts, and so on. */
    @SafeVarargs
    private static ClusterFacts facts(TestApplication app, List<String>... found) throws Rejected {
        Unit unit = app.unit("c", "shop");
        Map<Copies.Asked, List<ObjectNode>> copies = new HashMap<>();
        List<Reference> references = Reference.of(unit.component());
        for (int i = 0; i < found.length; i++) {
            List<ObjectNode> objects = new ArrayList<>();
            found[i].forEach(text -> objects.add((ObjectNode) YAML.readTree(text)));
            copies.put(new Copies.Asked(references.get(i), "shop"), objects);
        }
        return ClusterFacts.UNKNOWN.with(new Copies(copies));
    }

    private Rendered render(TestApplication app, ClusterFacts facts) throws Exception {
        return renderer.render(app.application(), app.unit("c", "shop"), builtIn, facts);
    }

    @Test
    void theFirstIsTheWorkloadTheOthersFollowAndTraitsApply() throws Exception {
        TestApplication app = app("traits:\n  - { type: labels, properties: { team: mine } }\n");
        Rendered.Ready ready = (Rendered.Ready) render(app, facts(app, List.of(SETTINGS), List.of(WEB)));

        assertThat(ready.objects())
                .extracting(
                        o -> o.role() + " " + o.resource() + " " + o.manifest().ref())
                .containsExactly("WORKLOAD  /ConfigMap/shop/settings", "AUXILIARY objects-1 apps/Deployment/shop/web");
        assertThat(ready.objects()
                        .getFirst()
                        .manifest()
                        .json()
                        .path("metadata")
                        .path("labels")
                        .toString())
                .contains("\"tier\":\"gold\"", "\"team\":\"mine\"");
        assertThat(ready.warnings()).isEmpty();
    }

    @Test
    void nothingIsRenderedOfWhatWasNotRead() throws Exception {
        TestApplication app = app("");
        assertThat(render(app, ClusterFacts.UNKNOWN))
                .isInstanceOfSatisfying(
                        Rendered.Late.class, late -> assertThat(late.waitsFor()).contains("configmap \"settings\""));
        assertThat(render(app, facts(app, List.of(SETTINGS)))).isInstanceOf(Rendered.Late.class);
    }

    @Test
    void anotherOriginalIsAnotherRender() throws Exception {
        TestApplication app = app("");
        ClusterFacts one = facts(app, List.of(SETTINGS), List.of(WEB));
        ClusterFacts other = facts(app, List.of(SETTINGS.replace("\"1\"", "\"9\"")), List.of(WEB));
        Rendered.Ready first = (Rendered.Ready) render(app, one);
        Rendered.Ready again = (Rendered.Ready) render(app, one);
        Rendered.Ready changed = (Rendered.Ready) render(app, other);

        assertThat(again.objects()).isEqualTo(first.objects());
        assertThat(renderer.renders()).isEqualTo(2);
        assertThat(changed.inputs()).isNotEqualTo(first.inputs());
        assertThat(one).doesNotHaveToString(other.toString());
    }

    @Test
    void whereTheOriginalIsThereIsNothingToApply() throws Exception {
        TestApplication app = app("");
        assertThat(render(app, facts(app, List.of(), List.of())))
                .isInstanceOfSatisfying(
                        Rendered.Ready.class,
                        ready -> assertThat(ready.objects()).isEmpty());
    }

    @Test
    void noMessageAndNoDigestShowsASecretThatIsCopied() {
        TestApplication app = app("traits:\n  - { type: clash, properties: {} }\n");
        Catalog own = builtIn.of(MemorySnapshot.of("source", Map.of("definitions/clash.yaml", CLASH)));
        ClusterFacts facts = assertDoesNotThrow(() -> facts(app, List.of(PASSWORD), List.of()));
        assertThat(facts.toString()).doesNotContain("aHVudGVyMg");

        Rejected rejected = assertThrows(
                Rejected.class, () -> renderer.render(app.application(), app.unit("c", "shop"), own, facts));
        assertThat(rejected.getMessage())
                .contains("cannot patch output.data.p", "***")
                .doesNotContain("aHVudGVyMg", "hunter2");
    }
}
