package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.render.Rendered.Role;
import dev.mizzen.reconcile.spec.Application;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a definition says beside its template, with the real helper process. */
class DefinitionAttributesIT {
    private static final String TRAIT = """
            apiVersion: core.oam.dev/v1beta1
            kind: TraitDefinition
            metadata: { name: special }
            spec:
              %s: true
              schematic:
                cue:
                  template: |
                    outputs: own: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "own"}
            """;
    private static final String POLICY = """
            apiVersion: core.oam.dev/v1beta1
            kind: PolicyDefinition
            metadata: { name: guard }
            spec:
              schematic:
                cue:
                  template: |
                    output: {apiVersion: "v1", kind: "ConfigMap", data: level: parameter.level}
                    parameter: level: *"high" | string
            """;
    private static final String COMPONENT = """
            name: web
            type: k8s-objects
            properties: { objects: [{ apiVersion: v1, kind: Secret }] }
            traits: [{ type: special }]
            """;

    private RealRenderer real;
    private Renderer renderer;

    @BeforeEach
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        renderer = new Renderer(real.pool);
    }

    @AfterEach
    void stop() {
        real.close();
    }

    private List<RenderedObject> render(Application app, Unit unit, String definition) throws Exception {
        Catalog catalog = Catalog.builtIn(real.pool)
                .of(MemorySnapshot.of("source", Map.of("definitions/special.yaml", definition)));
        return ((Rendered.Ready) renderer.render(app, unit, catalog, ClusterFacts.UNKNOWN)).objects();
    }

    @Test
    void aTraitThatManagesTheWorkloadReplacesIt() throws Exception {
        TestApplication app = TestApplication.of(COMPONENT);
        Unit unit = app.unit("local", "shop");
        assertThat(render(app.application(), unit, TRAIT.formatted("manageWorkload")))
                .extracting(RenderedObject::role)
                .containsExactly(Role.TRAIT);
        assertThat(render(app.application(), unit, TRAIT.formatted("podDisruptive")))
                .extracting(RenderedObject::role)
                .containsExactly(Role.WORKLOAD, Role.TRAIT);
    }

    @Test
    void aTraitForTheControlPlaneIsRefusedElsewhere() throws Exception {
        TestApplication app = TestApplication.of(COMPONENT);
        String definition = TRAIT.formatted("controlPlaneOnly");
        assertThat(render(app.application(), app.unit("local", "shop"), definition))
                .hasSize(2);
        assertThatThrownBy(() -> render(app.application(), app.unit("eu-1", "shop"), definition))
                .isInstanceOf(Rejected.class)
                .hasMessageStartingWith("app.yaml:4:18: trait \"special\" is for the cluster local alone");
    }

    @Test
    void aPolicyThatIsADefinitionRendersObjectsWithLabelsOfItsOwn() throws Exception {
        Application.Policy policy =
                new Application.Policy("safe", "guard", Optional.empty(), new Position("app.yaml", 9, 13));
        Application app = TestApplication.of(COMPONENT).application();
        Application with = new Application(
                app.name(),
                app.namespace(),
                app.labels(),
                app.annotations(),
                app.components(),
                List.of(policy),
                app.workflow(),
                app.position());
        List<RenderedObject> objects =
                render(with, new Unit(policy.asComponent(), new ClusterName("local"), "shop", ""), POLICY);
        assertThat(objects).hasSize(1);
        assertThat(objects.getFirst().manifest().json().toString())
                .contains("\"level\":\"high\"", "\"name\":\"safe\"", "\"app.oam.dev/component\":\"safe\"")
                .doesNotContain("workload.oam.dev/type");
    }
}
