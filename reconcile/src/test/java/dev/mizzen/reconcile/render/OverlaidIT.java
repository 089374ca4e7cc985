package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Overlays whose patches and images change what was rendered, by the real helper process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverlaidIT {
    private static final ClusterName LOCAL = new ClusterName("local");
    private static final String APPLICATION = """
            apiVersion: core.oam.dev/v1beta1
            kind: Application
            metadata: { name: shop }
            spec:
              components:
                - name: web
                  type: webservice
                  properties: { image: "nginx:1.29", ports: [ { port: 8080, expose: true } ] }
                - name: jobs
                  type: worker
                  properties: { image: "busybox:1" }
            """;
    private static final String OVERLAY = """
            apiVersion: core.oam.dev/v1beta1
            kind: Application
            metadata: { name: shop }
            spec:
            """;

    private RealRenderer real;
    private Renderer renderer;

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        renderer = new Renderer(real.pool);
    }

    @AfterAll
    void stop() {
        real.close();
    }

    @Test
    void patchesAndImagesGoOverEveryObjectThatTheyMean() throws Exception {
        List<RenderedObject> objects = render("""
                  patches:
                    - target: { kind: Deployment }
                      patch: { spec: { replicas: 4 } }
                    - target: { kind: Service, name: web }
                      patch: [ { op: replace, path: /spec/ports/0/port, value: 80 } ]
                    - patch: |
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: { name: jobs }
                        spec: { template: { spec: { containers: [ { name: jobs, env: [ { name: A, value: b } ] } ] } } }
                  images:
                    - { name: nginx, newTag: "2" }
                """);
        assertThat(objects)
                .extracting(o -> o.manifest().gvk().kind() + "/" + o.manifest().name())
                .containsExactly("Deployment/web", "Service/web", "Deployment/jobs");
        assertThat(text(objects.get(0), "spec.replicas")).isEqualTo("4");
        assertThat(text(objects.get(2), "spec.replicas")).isEqualTo("4");
        assertThat(text(objects.get(0), "spec.template.spec.containers[0].image"))
                .isEqualTo("\"nginx:2\"");
        assertThat(text(objects.get(2), "spec.template.spec.containers[0].image"))
                .isEqualTo("\"busybox:1\"");
        assertThat(text(objects.get(2), "spec.template.spec.containers[0].env[0].value"))
                .isEqualTo("\"b\"");
        assertThat(text(objects.get(1), "spec.ports[0].port")).isEqualTo("80");
    }

    @Test
    void aPatchMayTakeAnObjectAway() throws Exception {
        assertThat(render("""
                  patches: [ { target: { kind: Service }, patch: { $patch: delete } } ]
                """)).extracting(o -> o.manifest().gvk().kind()).containsExactly("Deployment", "Deployment");
    }

    @Test
    void whatMatchesNothingOrDoesNotFitIsToldAtItsLine() {
        assertThat(problems("""
                  patches:
                    - { target: { kind: Deployment, name: wbe }, patch: { spec: { replicas: 4 } } }
                    - { target: { kind: Deployment }, patch: { spec: { replicas: 4 } } }
                  images:
                    - { name: apache, newTag: "2" }
                """))
                .containsExactly(
                        "environments/dev/shop.yaml:6:7: patches[0]: no object of the application matches the target of"
                                + " this patch",
                        "environments/dev/shop.yaml:9:7: images[0]: no container of the application has an image of this"
                                + " name");
        assertThat(problems("""
                  patches:
                    - { target: { kind: Deployment }, patch: [ { op: remove, path: /spec/nothing } ] }
                """))
                .allSatisfy(problem -> assertThat(problem).startsWith("environments/dev/shop.yaml:6:7: patches[0]: "))
                .isNotEmpty();
        assertThat(problems("""
                  patches:
                    - { target: { kin: Deployment }, patch: {} }
                """))
                .containsExactly("environments/dev/shop.yaml:6:19: unknown field \"kin\"; did you mean \"kind\"?");
        assertThat(problems("""
                  patches:
                    - { target: { kind: Deployment } }
                """))
                .containsExactly(
                        "environments/dev/shop.yaml:6:7: patches[0]: kustomize: expected an object or a list of"
                                + " operations");
    }

    @Test
    void aFieldOfAPatchComesFromThePatchAndTheOthersFromWhereTheyDid() throws Exception {
        Deliver delivery = read("""
                  patches:
                    - { target: { kind: Deployment, name: web }, patch: { spec: { replicas: 4 } } }
                  images: [ { name: nginx, newTag: "2" } ]
                """);
        assertThat(origin(delivery, "spec.replicas"))
                .contains(new Origin.Derived(
                        List.of(new Origin.Input("overlay: patches[0]", at("environments/dev/shop.yaml", 6, 7)))));
        assertThat(origin(delivery, "spec.template.spec.containers[0].image"))
                .contains(new Origin.Derived(
                        List.of(new Origin.Input("overlay: images[0]", at("environments/dev/shop.yaml", 7, 13)))));
        assertThat(origin(delivery, "spec.template.spec.containers[0].ports[0].containerPort"))
                .contains(new Origin.Exact(
                        new Origin.Input("properties.ports[0].port", at("apps/shop/application.yaml", 8, 59))));
    }

    private static Optional<Position> at(String file, int line, int column) {
        return Optional.of(new Position(file, line, column));
    }

    private Optional<Origin> origin(Deliver delivery, String field) throws Exception {
        Catalog catalog = Catalog.builtIn(real.pool).of(delivery.base());
        Unit unit = units(delivery).getFirst();
        Rendered.Ready ready =
                (Rendered.Ready) new Overlaid(renderer, delivery, catalog).render(unit, ClusterFacts.UNKNOWN);
        return new Provenance(renderer, real.pool)
                .of(
                        delivery,
                        unit,
                        catalog,
                        ClusterFacts.UNKNOWN,
                        ready.objects().getFirst(),
                        field)
                .map(Provenance.Answer::origin);
    }

    private static String text(RenderedObject object, String field) {
        return InputPath.of(field).in(object.manifest().json()).toString();
    }

    private List<String> problems(String changes) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> render(changes));
        return rejected.problems().stream().map(Problem::toString).distinct().toList();
    }

    private List<RenderedObject> render(String changes) throws Exception {
        Deliver delivery = read(changes);
        Overlaid overlaid =
                new Overlaid(renderer, delivery, Catalog.builtIn(real.pool).of(delivery.base()));
        List<RenderedObject> objects = new ArrayList<>();
        for (Unit unit : units(delivery)) {
            objects.addAll(((Rendered.Ready) overlaid.render(unit, ClusterFacts.UNKNOWN)).objects());
        }
        List<Problem> unmatched = overlaid.unmatched(LOCAL);
        if (!unmatched.isEmpty()) {
            throw new Rejected(unmatched);
        }
        return objects;
    }

    private static List<Unit> units(Deliver delivery) throws Exception {
        return Placement.place(delivery.application(), delivery.environment(), List.of(new Cluster(LOCAL, Map.of())));
    }

    private static Deliver read(String changes) throws Exception {
        MemorySnapshot snapshot = MemorySnapshot.of(
                "shop",
                Map.of(
                        "apps/shop/application.yaml",
                        APPLICATION,
                        "environments/dev/environment.yaml",
                        "{ apiVersion: mizzen.dev/v1alpha1, kind: Environment, metadata: { name: dev }, spec: { placement: {} } }",
                        "environments/dev/shop.yaml",
                        OVERLAY + changes));
        return switch (new SpecReader()
                .read(snapshot, revision -> snapshot)
                .deliveries()
                .getFirst()) {
            case Deliver deliver -> deliver;
            case DeliverySpec.Broken broken -> throw new Rejected(broken.problems());
            case DeliverySpec.AwaitingPromotion awaiting -> throw new IllegalStateException("awaits");
        };
    }
}
