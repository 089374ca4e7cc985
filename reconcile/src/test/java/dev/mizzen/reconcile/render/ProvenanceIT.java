package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Origin.Derived;
import dev.mizzen.reconcile.render.Origin.Exact;
import dev.mizzen.reconcile.render.Origin.OfDefinition;
import dev.mizzen.reconcile.render.Provenance.Answer;
import dev.mizzen.reconcile.render.Rendered.Ready;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where rendered fields come from, asked of the real renderer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvenanceIT {
    private static final TestApplication WEB = TestApplication.of("""
            name: web
            type: webservice
            properties:
              image: nginx:1.29
              cpu: 500m
              exposeType: NodePort
              ports:
                - port: 8080
                  expose: true
            traits:
              - type: scaler
                properties:
                  replicas: 3
              - type: scaler-note
                properties:
                  team: blue
                  of: shop
            """);
    private static final Map<String, String> DEFINITIONS = Map.of("definitions/scaler-note.cue", """
            "scaler-note": {type: "trait", description: ""}
            template: {
            	patch: metadata: annotations: {
            		owner: "\\(parameter.team)/\\(parameter.of)"
            		"mizzen.example/note": "fixed"
            		"mizzen.example/size": parameter.size
            	}
            	parameter: {
            		team: string
            		of: string
            		size: *"small" | string
            	}
            }
            """);

    private RealRenderer real;
    private Renderer renderer;
    private Catalog catalog;

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        renderer = new Renderer(real.pool);
        catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of("shop", DEFINITIONS));
    }

    @AfterAll
    void stop() {
        real.close();
    }

    @Test
    void aValueThatIsCopiedIsExactAtItsLineAndColumn() throws Exception {
        assertThat(exact("Deployment", "spec.template.spec.containers[0].image"))
                .isEqualTo("properties.image at app.yaml:4:10");
        assertThat(exact("Deployment", "spec.replicas")).isEqualTo("traits[0].properties.replicas at app.yaml:13:17");
        assertThat(exact("Deployment", "spec.template.spec.containers[0].resources.requests.cpu"))
                .isEqualTo("properties.cpu at app.yaml:5:8");
        assertThat(exact("Deployment", "metadata.name")).isEqualTo("name of the component at app.yaml:2:7");
    }

    @Test
    void aWordOfAFixedListIsAlteredToAnotherOfTheList() throws Exception {
        assertThat(exact("Service", "spec.type")).isEqualTo("properties.exposeType at app.yaml:6:15");
    }

    @Test
    void aValueThatIsMadeOfOthersIsDerivedFromEachOfThem() throws Exception {
        assertThat(derived("metadata.annotations.owner"))
                .isEqualTo("traits[1].properties.team at app.yaml:16:13, traits[1].properties.of at app.yaml:17:11");
        assertThat(derived("spec.template.spec.containers[0].ports[0].name"))
                .isEqualTo("properties.ports[0].port at app.yaml:8:13");
    }

    @Test
    void whatATemplateSaysItselfIsOfTheDefinitionAtItsLine() throws Exception {
        OfDefinition note = definition("Deployment", "metadata.annotations[\"mizzen.example/note\"]");
        assertThat(note)
                .isEqualTo(new OfDefinition(
                        "trait scaler-note", Optional.empty(), new Position("definitions/scaler-note.cue", 5, 3)));
        OfDefinition kind = definition("Service", "kind");
        assertThat(kind.definition()).isEqualTo("component webservice");
        assertThat(kind.parameter()).isEmpty();
        assertThat(text(kind)).contains("kind:").contains("\"Service\"");
    }

    @Test
    void aDefaultIsOfTheDefinitionAtTheParametersLine() throws Exception {
        OfDefinition protocol = definition("Deployment", "spec.template.spec.containers[0].ports[0].protocol");
        assertThat(protocol.parameter()).contains("ports.protocol");
        assertThat(text(protocol)).contains("protocol: *\"TCP\"");
        OfDefinition size = definition("Deployment", "metadata.annotations[\"mizzen.example/size\"]");
        assertThat(size)
                .isEqualTo(new OfDefinition(
                        "trait scaler-note", Optional.of("size"), new Position("definitions/scaler-note.cue", 11, 3)));
    }

    @Test
    void aFieldThatIsNotThereHasNoOrigin() throws Exception {
        assertThat(answer(WEB, "Deployment", "spec.replica")).isEmpty();
        assertThatThrownBy(() -> answer(WEB, "Deployment", "spec..replicas[")).isInstanceOf(Rejected.class);
    }

    @Test
    void aQuestionCostsABoundedNumberOfRenders() throws Exception {
        TestApplication large = TestApplication.of("{name: web, type: webservice, properties: {image: a, labels: {"
                + IntStream.range(0, 1_500).mapToObj(i -> "k" + i + ": v").collect(Collectors.joining(", ")) + "}}}");
        Renderer counted = new Renderer(real.pool);
        Answer answer = answer(counted, large, "Deployment", "spec.template.spec.containers[0].image")
                .orElseThrow();
        assertThat(counted.renders()).isLessThanOrEqualTo(Provenance.MOST_RENDERS + 1);
        assertThat(answer.untried()).isPositive();
    }

    private String exact(String kind, String field) throws Exception {
        return text(((Exact) answer(WEB, kind, field).orElseThrow().origin()).input());
    }

    private String derived(String field) throws Exception {
        return ((Derived) answer(WEB, "Deployment", field).orElseThrow().origin())
                .inputs().stream().map(ProvenanceIT::text).collect(Collectors.joining(", "));
    }

    private OfDefinition definition(String kind, String field) throws Exception {
        return (OfDefinition) answer(WEB, kind, field).orElseThrow().origin();
    }

    private static String text(Origin.Input input) {
        return input.path() + " at " + input.position().orElseThrow();
    }

    /** The line of the built-in definition that an answer points to. */
    private static String text(OfDefinition answer) throws Exception {
        String file = answer.at().file().replace("built-in ", "");
        try (var in = Catalog.class.getClassLoader().getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(answer.at().line() - 1)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Optional<Answer> answer(TestApplication app, String kind, String field) throws Exception {
        return answer(renderer, app, kind, field);
    }

    private Optional<Answer> answer(Renderer by, TestApplication app, String kind, String field) throws Exception {
        Ready ready = (Ready) by.render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN);
        RenderedObject object = ready.objects().stream()
                .filter(o -> o.manifest().gvk().kind().equals(kind))
                .findFirst()
                .orElseThrow();
        return new Provenance(by, real.pool)
                .of(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN, object, field);
    }
}
