package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.ReleaseFacts.Birth;
import dev.mizzen.reconcile.render.ReleaseFacts.ValueKey;
import dev.mizzen.reconcile.render.Rendered.Ready;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Charts by the real helper process, out of snapshots: what is made, of what, and when it is made again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartIT {
    private static final String WEB = """
            name: web
            type: helm
            properties:
              path: ./apps/../apps/web
              values: { image: "web:3" }
            """;
    private static final Map<String, String> FILES = Map.of(
            "apps/web/Chart.yaml",
            "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "apps/web/values.yaml",
            "image: web:1\nfooter: none\n",
            "apps/README.md",
            "beside the chart",
            "apps/web/templates/web.yaml",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{ .Release.Name }} }
            data: { image: {{ .Values.image | quote }}, footer: {{ .Values.footer | quote }} }
            """);

    private RealRenderer real;

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
    }

    @AfterAll
    void stop() {
        real.close();
    }

    @Test
    void aChartIsRenderedOnceForEachStateOfItsFiles() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Ready first = render(renderer, WEB, FILES, ClusterFacts.UNKNOWN);
        assertThat(data(first, "image")).isEqualTo("web:3");
        assertThat(render(renderer, WEB, with(FILES, "apps/README.md", "other"), ClusterFacts.UNKNOWN)
                        .inputs())
                .isEqualTo(first.inputs());
        assertThat(renderer.renders()).isEqualTo(1);

        Ready second = render(renderer, WEB, with(FILES, "apps/web/values.yaml", "footer: a"), ClusterFacts.UNKNOWN);
        assertThat(data(second, "footer")).isEqualTo("a");
        assertThat(second.inputs()).isNotEqualTo(first.inputs());
        assertThat(renderer.renders()).isEqualTo(2);
    }

    @Test
    void aSeedAndWhatTheClusterServesCountOnlyWhereTheyAreUsed() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        render(renderer, WEB, FILES, facts("one", "v1"));
        render(renderer, WEB, FILES, facts("two", "apps/v1"));
        assertThat(renderer.renders()).isEqualTo(1);

        Map<String, String> random = with(
                FILES,
                "apps/web/templates/web.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { image: {{ uuidv4 }}, footer: {{ .Capabilities.APIVersions.Has \"apps/v1\" | quote }} }\n");
        Ready one = render(renderer, WEB, random, facts("one", "v1"));
        Ready two = render(renderer, WEB, random, facts("two", "v1"));
        assertThat(data(one, "image")).isNotEqualTo(data(two, "image"));
        Ready served = render(renderer, WEB, random, facts("one", "apps/v1"));
        assertThat(data(one, "footer")).isEqualTo("false");
        assertThat(data(served, "footer")).isEqualTo("true");
        assertThat(data(served, "image")).isEqualTo(data(one, "image"));
        assertThat(renderer.renders()).isEqualTo(4);
    }

    @Test
    void valuesOfTheClusterAreWaitedForAndLieUnderThoseOfTheComponent() throws Exception {
        String component = WEB.replace(
                "  values:",
                "  valuesFrom:\n    - { kind: Secret, name: s, valuesKey: f, targetPath: footer }\n"
                        + "    - { kind: ConfigMap, name: c }\n    - { kind: ConfigMap, name: none, optional: true }\n  values:");
        Renderer renderer = new Renderer(real.pool);
        assertThat(rendered(real, renderer, component, FILES, ClusterFacts.UNKNOWN))
                .isInstanceOfSatisfying(
                        Rendered.Late.class,
                        late -> assertThat(late.waitsFor()).isEqualTo("values of the Secret \"s\" on the cluster"));
        ClusterFacts facts = ClusterFacts.UNKNOWN.with(new ReleaseFacts(
                List.of(),
                Birth.UNKNOWN,
                Map.of(
                        new ValueKey("Secret", "shop", "s", "f"),
                        "from a secret",
                        new ValueKey("ConfigMap", "shop", "c", "values.yaml"),
                        "image: from a map\n")));
        Ready ready = render(renderer, component, FILES, facts);
        assertThat(data(ready, "footer")).isEqualTo("from a secret");
        assertThat(data(ready, "image")).isEqualTo("web:3");
        assertThat(facts.toString()).doesNotContain("from a secret");
    }

    @Test
    void whereAChartIsNotIsToldAtTheUsersLine() {
        assertThat(refusal(WEB.replace("web\n  values", "wep\n  values").replace("/web", "/wep")))
                .isEqualTo("app.yaml:4:9: expected a chart in \"apps/wep\", found no Chart.yaml there");
        assertThat(refusal(WEB.replace("./apps/../apps/web", "../apps")))
                .isEqualTo("app.yaml:4:9: expected a path inside the repository, found \"../apps\"");
        assertThat(refusal(WEB.replace("path: ./apps/../apps/web", "releaseName: x")))
                .startsWith("app.yaml:2:7: component \"web\" does not say where its chart is: expected \"path\"");
        assertThat(refusal(WEB.replace("path: ./apps/../apps/web", "url: https://charts.example.com")))
                .isEqualTo("app.yaml:4:8: expected \"chart\", the chart's name in the Helm repository");
    }

    @Test
    void aChartThatNeverEndsMeetsALimitAndHurtsNobody() throws Exception {
        HelperPool.Limits limits = RealRenderer.limits(1, Duration.ofSeconds(3), Duration.ofMinutes(1), 100);
        try (RealRenderer small = new RealRenderer(limits)) {
            Renderer renderer = new Renderer(small.pool);
            for (String bomb : List.of(
                    "{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}",
                    "{{ $x := \"x\" }}{{ range until 40 }}{{ $x = cat $x $x }}{{ end }}{{ $x }}",
                    "{{ define \"a\" }}{{ range until 100 }}{{ tpl $.Values.bomb $ }}{{ end }}{{ end }}"
                            + "{{ range until 1000 }}{{ include \"a\" $ }}{{ end }}",
                    "{{ tpl .Values.itself . }}")) {
                Map<String, String> files =
                        with(with(FILES, "apps/web/templates/web.yaml", bomb), "apps/web/values.yaml", """
                        image: a
                        footer: b
                        itself: '{{ tpl .Values.itself . }}'
                        bomb: '{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}'
                        """);
                Rejected refused = catchThrowableOfType(
                        Rejected.class, () -> rendered(small, renderer, WEB, files, ClusterFacts.UNKNOWN));
                assertThat(refused.problems())
                        .singleElement()
                        .extracting(Problem::message)
                        .asString()
                        .contains("(limit: ");
                assertThat(rendered(small, renderer, WEB, FILES, ClusterFacts.UNKNOWN))
                        .isInstanceOf(Ready.class);
            }
        }
    }

    private String refusal(String component) {
        return catchThrowableOfType(
                        Rejected.class, () -> render(new Renderer(real.pool), component, FILES, ClusterFacts.UNKNOWN))
                .problems()
                .getFirst()
                .toString();
    }

    private static ClusterFacts facts(String seed, String api) {
        return ClusterFacts.UNKNOWN.with(new ReleaseFacts(
                List.of(api), new Birth(seed.getBytes(StandardCharsets.UTF_8), 1_700_000_000), Map.of()));
    }

    private static String data(Ready ready, String key) {
        return ready.objects().getFirst().manifest().json().at("/data/" + key).asString();
    }

    private static Map<String, String> with(Map<String, String> files, String path, String content) {
        Map<String, String> changed = new HashMap<>(files);
        changed.put(path, content);
        return changed;
    }

    private Ready render(Renderer renderer, String component, Map<String, String> files, ClusterFacts facts)
            throws Exception {
        return (Ready) rendered(real, renderer, component, files, facts);
    }

    private static Rendered rendered(
            RealRenderer real, Renderer renderer, String component, Map<String, String> files, ClusterFacts facts)
            throws Exception {
        TestApplication app = TestApplication.of(component);
        Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("shop", files));
        return renderer.render(app.application(), app.unit("c", "shop"), catalog, facts);
    }
}
