package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Rendered.Ready;
import dev.mizzen.testkit.docs.YamlBlock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A definition whose schematic is a chart: the component's properties are its values. */
@TestInstance(Lifecycle.PER_CLASS)
class SchematicChartIT {
    private static final String DEFINITION = """
            apiVersion: core.oam.dev/v1beta1
            kind: ComponentDefinition
            metadata: { name: web-chart }
            spec:
              workload:
                definition: { apiVersion: apps/v1, kind: Deployment }
              schematic:
                helm:
                  release:
                    chart:
                      spec: { chart: charts/web, version: 1.0.0 }
            """;
    private static final String COMPONENT = """
            name: front
            type: web-chart
            properties: { image: "web:2", wide: true }
            traits:
              - type: scaler
                properties: { replicas: 3 }
            """;
    private static final String TEMPLATE = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{ .Release.Name }} }
            data: { image: {{ .Values.image | quote }}, wide: {{ .Values.wide | quote }}, drawn: {{ uuidv4 }} }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: another }
            spec: { template: { spec: { containers: [] } } }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{ .Release.Name }}-web }
            spec: { template: { spec: { containers: [{ name: web, image: {{ .Values.image }} }] } } }
            """;

    private RealRenderer real;

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
    }

    @AfterAll
    void stop() {
        real.close();
    }

    private static Map<String, String> files(String definition) {
        return new HashMap<>(Map.of(
                "definitions/web-chart.yaml",
                definition,
                "charts/web/Chart.yaml",
                "apiVersion: v2\nname: web\nversion: 1.0.0\n",
                "charts/web/templates/web.yaml",
                TEMPLATE));
    }

    private Rendered render(Renderer renderer, Map<String, String> files) throws Exception {
        Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("source", files));
        TestApplication app = TestApplication.of(COMPONENT);
        return renderer.render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN);
    }

    @Test
    void thePropertiesAreTheValuesAndTraitsMeetTheNamedWorkload() throws Exception {
        Ready ready = (Ready) render(new Renderer(real.pool), files(DEFINITION));

        assertThat(ready.objects())
                .extracting(o -> o.role() + " " + o.manifest().gvk().kind() + " "
                        + o.manifest().name())
                .containsExactly(
                        "WORKLOAD Deployment shop-front-web",
                        "AUXILIARY ConfigMap shop-front",
                        "AUXILIARY Deployment another");
        assertThat(ready.objects()
                        .getFirst()
                        .manifest()
                        .json()
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(ready.objects().get(1).manifest().json().at("/data/image").asString())
                .isEqualTo("web:2");
        assertThat(ready.objects().get(1).manifest().json().at("/data/wide").asString())
                .isEqualTo("true");
    }

    @Test
    void anotherFileOfTheChartIsAnotherRenderAndIsRead() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Ready first = (Ready) render(renderer, files(DEFINITION));
        assertThat(((Ready) render(renderer, files(DEFINITION))).inputs()).isEqualTo(first.inputs());
        assertThat(renderer.renders()).isEqualTo(1);
        Map<String, String> changed = files(DEFINITION);
        changed.put("charts/web/values.yaml", "extra: 1\n");
        assertThat(((Ready) render(renderer, changed)).inputs()).isNotEqualTo(first.inputs());

        assertThat(new SnapshotReads(renderer, Catalog.builtIn(real.pool))
                        .of(TestApplication.of(COMPONENT).application(), MemorySnapshot.of("source", changed)))
                .containsKeys("charts/web", "charts/web/values.yaml", "charts/web/templates/web.yaml");
    }

    @Test
    void itDrawsFromTheSeedOfItsDelivery() throws Exception {
        TestApplication app = TestApplication.of(COMPONENT);
        Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("source", files(DEFINITION)));
        Renderer renderer = new Renderer(real.pool);
        assertThat(renderer.isChart(app.application(), app.unit("c", "shop").component(), catalog))
                .isTrue();
        TestApplication plain = TestApplication.of("name: a\ntype: webservice\nproperties: { image: a }\n");
        assertThat(renderer.isChart(plain.application(), plain.unit("c", "shop").component(), catalog))
                .isFalse();
    }

    @Test
    void asTheDocumentationShowsIt() throws Exception {
        String shown = YamlBlock.of(Path.of("../docs/helm.md")).stream()
                .filter(block -> block.what().equals("definitions/door.yaml"))
                .map(YamlBlock::text)
                .findFirst()
                .orElseThrow();
        Map<String, String> files = files(shown.replace("{ name: door }", "{ name: web-chart }"));
        files.put("charts/door/Chart.yaml", "apiVersion: v2\nname: door\nversion: 1.0.0\n");
        files.put("charts/door/templates/door.yaml", TEMPLATE);
        assertThat(((Ready) render(new Renderer(real.pool), files)).objects()).hasSize(3);
    }

    @Test
    void whichChartItIsMustBeSaid() {
        assertThat(refusal(DEFINITION.replace("chart: charts/web, ", "")))
                .startsWith("definitions/web-chart.yaml:")
                .contains("expected the chart's name in release.chart.spec.chart");
        assertThat(refusal(DEFINITION.replace("charts/web", "../out")))
                .contains("expected a path inside the repository, found \"../out\"");
        assertThat(refusal(DEFINITION.replace("charts/web", "charts/none")))
                .contains("expected a chart in \"charts/none\", found no Chart.yaml there");
    }

    private String refusal(String definition) {
        return assertThrows(Rejected.class, () -> render(new Renderer(real.pool), files(definition)))
                .problems()
                .getFirst()
                .toString();
    }
}
