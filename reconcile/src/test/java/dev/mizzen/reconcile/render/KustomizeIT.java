package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Rendered.Ready;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kustomizations by the real helper process, out of snapshots: what is made, what is read, and when it is made again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KustomizeIT {
    private static final String WEB = """
            name: web
            type: kustomize
            properties:
              path: apps/web
              images:
                - { name: nginx, newTag: "3" }
            traits:
              - type: scaler
                properties: { replicas: 3 }
            """;
    private static final Map<String, String> FILES = Map.of(
            "apps/web/kustomization.yaml",
            "resources: [../../base]\nnamePrefix: my-\n",
            "base/kustomization.yaml",
            "resources: [deployment.yaml]\nconfigMapGenerator: [{name: settings, files: [a.txt]}]\n",
            "base/a.txt",
            "hello",
            "base/README.md",
            "not read",
            "base/deployment.yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec: { template: { spec: { containers: [{ name: web, image: "nginx:1" }] } } }
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
    void traitsAndLabelsGoOverWhatIsBuilt() throws Exception {
        Ready ready = render(new Renderer(real.pool), WEB, FILES);
        assertThat(ready.objects())
                .extracting(o -> o.role() + " " + o.resource() + " " + o.manifest())
                .satisfiesExactly(
                        workload -> assertThat(workload).isEqualTo("WORKLOAD  apps/Deployment/shop/my-web"),
                        map -> assertThat(map).startsWith("AUXILIARY objects-1 /ConfigMap/shop/my-settings-"));
        var deployment = ready.objects().getFirst().manifest().json();
        assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(deployment.at("/spec/template/spec/containers/0/image").asString())
                .isEqualTo("nginx:3");
        assertThat(deployment.at("/metadata/labels/app.oam.dev~1component").asString())
                .isEqualTo("web");
    }

    @Test
    void whatWasNotReadDoesNotCountAndWhatWasMissedDoes() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Ready first = render(renderer, WEB, FILES);
        assertThat(renderer.renders()).isEqualTo(1);

        assertThat(render(renderer, WEB, with(FILES, "base/README.md", "other")).inputs())
                .isEqualTo(first.inputs());
        assertThat(renderer.renders()).isEqualTo(1);

        Ready other = render(renderer, WEB, with(FILES, "base/a.txt", "bye"));
        assertThat(renderer.renders()).isEqualTo(2);
        assertThat(other.inputs()).isNotEqualTo(first.inputs());

        // A second kustomization beside the first was looked for and was not there.
        Rejected two = catchThrowableOfType(
                Rejected.class, () -> render(renderer, WEB, with(FILES, "base/kustomization.yml", "")));
        assertThat(two.problems().getFirst().toString())
                .isEqualTo("base/kustomization.yml:1:1: kustomization.yaml stands beside it; expected one of them");
        assertThat(renderer.renders()).isEqualTo(3);

        assertThat(render(renderer, WEB, FILES).objects()).isEqualTo(first.objects());
        assertThat(renderer.renders()).isEqualTo(3);
    }

    @Test
    void aRefusalIsRememberedByTheFilesThatItIsAbout() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        Map<String, String> remote =
                with(FILES, "base/kustomization.yaml", "resources:\n  - https://github.com/org/repo?ref=v1\n");
        for (int i = 0; i < 2; i++) {
            Rejected refused = catchThrowableOfType(Rejected.class, () -> render(renderer, WEB, remote));
            assertThat(refused.problems())
                    .extracting(Problem::toString)
                    .singleElement()
                    .asString()
                    .startsWith("base/kustomization.yaml:2:5: remote base \"https://github.com/org/repo?ref=v1\": ");
        }
        assertThat(renderer.renders()).isEqualTo(1);
        assertThat(render(renderer, WEB, FILES).objects()).hasSize(2);
    }

    @Test
    void aWrongPropertyIsToldAtTheUsersLine() {
        Rejected refused = catchThrowableOfType(
                Rejected.class,
                () -> render(new Renderer(real.pool), WEB.replace("name: nginx", "name: apache"), FILES));
        assertThat(refused.problems())
                .extracting(Problem::toString)
                .containsExactly("app.yaml:6:15: properties.images[0].name: no container of the kustomization has an"
                        + " image of this name");
    }

    @Test
    void readsAreToldBeforeAnyDeliveryIsPlaced() {
        Renderer renderer = new Renderer(real.pool);
        SnapshotReads reads = new SnapshotReads(renderer, Catalog.builtIn(real.pool));
        MemorySnapshot snapshot = MemorySnapshot.of("shop", FILES);
        Map<String, String> read = reads.of(TestApplication.of(WEB).application(), snapshot);
        assertThat(read)
                .containsEntry("base", "directory")
                .containsEntry("base/kustomization.yml", "absent")
                .containsKeys("base/a.txt", "base/deployment.yaml", "apps/web/kustomization.yaml")
                .doesNotContainKeys("base/README.md", "");
        assertThat(reads.of(TestApplication.of(WEB).application(), snapshot)).isEqualTo(read);
        assertThat(renderer.renders()).isEqualTo(1);
        assertThat(reads.of(
                        TestApplication.of(WEB.replace("kustomize", "webservice"))
                                .application(),
                        snapshot))
                .isEmpty();
    }

    @Test
    void aFieldThatNoPropertyMadeComesFromTheFilesOfTheBuild() throws Exception {
        Renderer renderer = new Renderer(real.pool);
        TestApplication app = TestApplication.of(WEB);
        Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("shop", FILES));
        Ready ready = render(renderer, WEB, FILES);
        assertThat(origin(renderer, app, catalog, ready, "spec.template.spec.containers[0].name"))
                .isInstanceOfSatisfying(
                        Origin.OfArtifact.class,
                        artifact -> assertThat(artifact.files())
                                .containsExactly(
                                        "apps/web/kustomization.yaml",
                                        "base/a.txt",
                                        "base/deployment.yaml",
                                        "base/kustomization.yaml"));
        assertThat(origin(renderer, app, catalog, ready, "spec.template.spec.containers[0].image"))
                .isInstanceOf(Origin.Derived.class);
    }

    private Origin origin(Renderer renderer, TestApplication app, Catalog catalog, Ready ready, String field)
            throws Exception {
        return new Provenance(renderer, real.pool)
                .of(
                        app.application(),
                        app.unit("c", "shop"),
                        catalog,
                        ClusterFacts.UNKNOWN,
                        ready.objects().getFirst(),
                        field)
                .orElseThrow()
                .origin();
    }

    @Test
    void anEncryptedFileIsRefusedAndNotDeliveredAsItIs() {
        Map<String, String> sealed = with(
                FILES,
                "base/a.txt",
                "{\"data\": \"ENC[AES256_GCM,data:AbC=,iv:x,tag:y,type:str]\", \"sops\": {\"mac\": \"ENC[AES256_GCM,data:z]\"}}");
        Rejected refused = catchThrowableOfType(Rejected.class, () -> render(new Renderer(real.pool), WEB, sealed));
        assertThat(refused.problems())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("base/a.txt is encrypted with SOPS and was not opened");
    }

    @Test
    void aBombEndsWithinTheDeadlineAndHurtsNobody() throws Exception {
        StringBuilder bomb = new StringBuilder("resources: [deployment.yaml]\npatches:\n");
        for (int i = 0; i < 20_000; i++) {
            bomb.append(
                    "- {target: {name: '.*'}, patch: '[{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"a\":\"b\"}}]'}\n");
        }
        Map<String, String> files = with(FILES, "base/kustomization.yaml", bomb.toString());
        HelperPool.Limits limits = RealRenderer.limits(1, Duration.ofSeconds(3), Duration.ofMinutes(1), 100);
        try (RealRenderer small = new RealRenderer(limits)) {
            Renderer renderer = new Renderer(small.pool);
            for (int i = 0; i < 2; i++) {
                Rejected refused = catchThrowableOfType(Rejected.class, () -> render(small, renderer, WEB, files));
                assertThat(refused.problems().getFirst().message()).contains("(limit: ");
            }
            assertThat(render(small, renderer, WEB, FILES).objects()).hasSize(2);
            // The files changed, so it is tried again.
            assertThat(render(
                                    small,
                                    renderer,
                                    WEB,
                                    with(files, "base/kustomization.yaml", "resources: [deployment.yaml]"))
                            .objects())
                    .hasSize(1);
        }
    }

    private static Map<String, String> with(Map<String, String> files, String path, String content) {
        Map<String, String> changed = new HashMap<>(files);
        changed.put(path, content);
        return changed;
    }

    private Ready render(Renderer renderer, String component, Map<String, String> files) throws Exception {
        return render(real, renderer, component, files);
    }

    private static Ready render(RealRenderer real, Renderer renderer, String component, Map<String, String> files)
            throws Exception {
        TestApplication app = TestApplication.of(component);
        Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("shop", files));
        return (Ready) renderer.render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN);
    }
}
