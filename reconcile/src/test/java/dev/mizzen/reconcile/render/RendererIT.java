package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Rendered.Ready;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rendering by the real helper process: objects, positions, and what shares a render. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RendererIT {
    private static final String WEB = """
            name: web
            type: webservice
            properties:
              image: nginx:1.29
              ports:
                - port: 8080
                  expose: true
            traits:
              - type: scaler
                properties:
                  replicas: 3
            """;
    private static final ClusterFacts FACTS_33 = new ClusterFacts("1", "v1.33.1", "linux/amd64", 33);

    private RealRenderer real;
    private Catalog builtIn;

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        builtIn = Catalog.builtIn(real.pool);
    }

    @AfterAll
    void stop() {
        real.close();
    }

    @Test
    void aComponentWithATraitBecomesItsObjects() throws Exception {
        Ready ready = render(new Renderer(real.pool), TestApplication.of(WEB), "staging", "shop");
        assertThat(ready.objects())
                .extracting(o -> o.role() + " " + o.resource() + " " + o.manifest())
                .containsExactly("WORKLOAD  apps/Deployment/shop/web", "AUXILIARY webserviceExpose /Service/shop/web");
        assertThat(ready.objects()
                        .getFirst()
                        .manifest()
                        .json()
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(ready.warnings()).isEmpty();
    }

    @Test
    void equalInputsInTwoClustersShareOneRender() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Ready staging = render(renderer, TestApplication.of(WEB), "staging", "shop");
        Ready prod = render(renderer, TestApplication.of(WEB), "prod", "shop");
        assertThat(renderer.renders()).isEqualTo(1);
        assertThat(prod.inputs()).isEqualTo(staging.inputs());
        assertThat(prod.objects()).isEqualTo(staging.objects());
    }

    @Test
    void equalInputsAtTheSameMomentShareOneRenderToo() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        List<Callable<Ready>> units = Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
                .<Callable<Ready>>map(cluster -> () -> render(renderer, TestApplication.of(WEB), cluster, "shop"))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Ready> ready : threads.invokeAll(units)) {
                assertThat(ready.get().objects()).hasSize(2);
            }
        }
        assertThat(renderer.renders()).isEqualTo(1);
    }

    @Test
    void theNamespaceIsOnTheObjectsAndSoAlwaysCounts() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Ready one = render(renderer, TestApplication.of(WEB), "staging", "shop");
        Ready two = render(renderer, TestApplication.of(WEB), "staging", "shop-2");
        assertThat(renderer.renders()).isEqualTo(2);
        assertThat(two.inputs()).isNotEqualTo(one.inputs());
        assertThat(two.objects().getFirst().manifest().namespace()).isEqualTo("shop-2");
    }

    @Test
    void theClusterVersionCountsWhereATemplateReadsItAndNowhereElse() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        TestApplication web = TestApplication.of(WEB);
        TestApplication cron =
                TestApplication.of("{name: nightly, type: cron-task, properties: {image: a, schedule: '* * * * *'}}");
        for (ClusterFacts facts : List.of(ClusterFacts.UNKNOWN, FACTS_33, ClusterFacts.UNKNOWN)) {
            renderer.render(web.application(), web.unit("c", "shop"), builtIn, facts);
        }
        assertThat(renderer.renders()).isEqualTo(1);
        Ready old = (Ready) renderer.render(cron.application(), cron.unit("c", "shop"), builtIn, ClusterFacts.UNKNOWN);
        Ready now = (Ready) renderer.render(cron.application(), cron.unit("d", "shop"), builtIn, FACTS_33);
        Ready again = (Ready) renderer.render(cron.application(), cron.unit("e", "shop"), builtIn, FACTS_33);
        assertThat(renderer.renders()).isEqualTo(3);
        assertThat(old.objects().getFirst().manifest().gvk().version()).isEqualTo("v1beta1");
        assertThat(now.objects().getFirst().manifest().gvk().version()).isEqualTo("v1");
        assertThat(again.inputs()).isEqualTo(now.inputs()).isNotEqualTo(old.inputs());
    }

    @Test
    void theSameInputsGiveTheSameBytesFromAnotherProcess() throws Exception {
        byte[] first = bytes(render(new Renderer(real.pool), TestApplication.of(WEB), "staging", "shop"));
        try (RealRenderer other = new RealRenderer(HelperPool.Limits.DEFAULT)) {
            Ready second = (Ready) new Renderer(other.pool)
                    .render(
                            TestApplication.of(WEB).application(),
                            TestApplication.of(WEB).unit("staging", "shop"),
                            Catalog.builtIn(other.pool),
                            ClusterFacts.UNKNOWN);
            assertThat(bytes(second)).isEqualTo(first);
        }
    }

    @Test
    void aWrongTypeIsToldAtTheUsersValueWithTheDefinitionsLine() {
        Rejected rejected =
                rejected(WEB.replace("replicas: 3", "replicas: three").replace("8080", "'8O80'"));
        assertThat(rejected.problems())
                .extracting(Problem::toString)
                .anySatisfy(text -> assertThat(text)
                        .startsWith("app.yaml:6:13: properties.ports[0].port: ")
                        .contains("expected int")
                        .contains("(built-in definitions/component/webservice.cue:"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("app.yaml:11:17: traits[0].properties.replicas: ")
                        .contains("(built-in definitions/trait/scaler.cue:"));
    }

    @Test
    void aMissingParameterIsToldWhereItBelongs() {
        assertThat(rejected(WEB.replace("  image: nginx:1.29\n", "")).problems())
                .extracting(Problem::toString)
                .anySatisfy(
                        text -> assertThat(text)
                                .startsWith(
                                        "app.yaml:4:3: properties.image: required parameter \"image\" is missing; expected string"));
    }

    @Test
    void anUnknownParameterIsAWarningAtItsKeyWithTheNearestName() throws Exception {
        Ready ready = render(
                new Renderer(real.pool), TestApplication.of(WEB.replace("  ports", "  cpus: 2\n  ports")), "c", "shop");
        assertThat(ready.warnings())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .startsWith(
                        "app.yaml:5:3: properties.cpus: unknown parameter \"cpus\"; did you mean \"cpu\"? (built-in");
    }

    @Test
    void anUnknownTypeNamesTheNearest() {
        assertThat(rejected(WEB.replace("webservice", "webservce").replace("scaler", "scalr"))
                        .problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "app.yaml:2:7: component type \"webservce\" is not defined; did you mean \"webservice\"?",
                        "app.yaml:9:11: trait type \"scalr\" is not defined; did you mean \"scaler\"?");
    }

    @Test
    void aTraitThatIsNotMadeForTheWorkloadIsAWarning() throws Exception {
        TestApplication app = TestApplication.of(
                "{name: d, type: daemon, properties: {image: a}, traits: [{type: scaler, properties: {}}]}");
        assertThat(render(new Renderer(real.pool), app, "c", "shop").warnings())
                .extracting(Problem::message)
                .containsExactly("trait \"scaler\" is made for deployments.apps, statefulsets.apps, not for component"
                        + " type \"daemon\" (daemonsets.apps)");
    }

    @Test
    void traitsThatConflictAreRejected() {
        Catalog catalog = builtIn.of(MemorySnapshot.of(
                "shop",
                Map.of(
                        "definitions/loner.cue",
                        "loner: {type: \"trait\", description: \"\", attributes: {"
                                + "conflictsWith: [\"scaler\"]}}\ntemplate: {patch: {}, parameter: {}}\n")));
        TestApplication app = TestApplication.of(WEB + "  - type: loner\n");
        assertThat(rejected(app, catalog).problems())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .startsWith("app.yaml:12:11: trait \"loner\" cannot stand beside trait \"scaler\", line 9"
                        + " (definitions/loner.cue:2:");
    }

    @Test
    void numbersOfAnySizeStayExact() throws Exception {
        TestApplication app = TestApplication.of("""
                name: o
                type: k8s-objects
                properties:
                  objects:
                    - {apiVersion: v1, kind: ConfigMap, metadata: {name: o}, big: 12345678901234567890123}
                """);
        Ready ready = render(new Renderer(real.pool), app, "c", "shop");
        assertThat(new String(bytes(ready), StandardCharsets.UTF_8)).contains("\"big\":12345678901234567890123");
    }

    @Test
    void aComponentThatTakesInputsIsLate() throws Exception {
        TestApplication app = TestApplication.of(WEB + "inputs:\n  - from: address\n    parameterKey: image\n");
        Rendered rendered =
                new Renderer(real.pool).render(app.application(), app.unit("c", "shop"), builtIn, ClusterFacts.UNKNOWN);
        assertThat(rendered)
                .isInstanceOfSatisfying(
                        Rendered.Late.class, late -> assertThat(late.waitsFor()).contains("address"));
    }

    private Ready render(Renderer renderer, TestApplication app, String cluster, String namespace) throws Exception {
        return (Ready) renderer.render(app.application(), app.unit(cluster, namespace), builtIn, ClusterFacts.UNKNOWN);
    }

    private Rejected rejected(String component) {
        return rejected(TestApplication.of(component), builtIn);
    }

    private Rejected rejected(TestApplication app, Catalog catalog) {
        return catchThrowableOfType(
                Rejected.class,
                () -> new Renderer(real.pool)
                        .render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN));
    }

    private static byte[] bytes(Ready ready) {
        StringBuilder all = new StringBuilder();
        ready.objects()
                .forEach(object ->
                        all.append(new String(ExactJson.bytes(object.manifest().json()), StandardCharsets.UTF_8)));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }
}
