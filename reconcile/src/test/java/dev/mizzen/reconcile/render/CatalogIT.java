package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of a source and the built-in ones, read by the real helper process. */
class CatalogIT {
    private static final Position USER = new Position("app.yaml", 7, 13);
    private static final String OWN_SCALER = """
            scaler: {type: "trait", description: "ours", attributes: {}}
            template: {patch: {}, parameter: {}}
            """;
    private static final String BROKEN = """
            kafka: {type: "component"}
            template: {
              output: {
            """;
    private static final String ALPHA = """
            apiVersion: core.oam.dev/v1alpha2
            kind: TraitDefinition
            metadata:
              annotations:
                definition.oam.dev/description: "add sidecar to the app"
              name: sidecar
            spec:
              appliesToWorkloads:
                - webservice
              extension:
                template: |-
                  patch: {
                    // +patchKey=name
                    spec: template: spec: containers: [parameter]
                  }
                  parameter: {
                    name: string
                    image: string
                  }
            """;

    private RealRenderer real;
    private Counting counting;
    private Catalog builtIn;

    @BeforeEach
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        counting = new Counting(real.pool, new CopyOnWriteArrayList<>());
        builtIn = Catalog.builtIn(counting);
    }

    @AfterEach
    void stop() {
        real.close();
    }

    @Test
    void everyBuiltInDefinitionIsFoundUnderTheNameOfItsFile() throws Exception {
        List<Definition> all = builtIn.list();
        assertThat(all)
                .extracting(Definition::name)
                .contains("webservice", "worker", "k8s-objects", "scaler", "gateway");
        assertThat(all)
                .allSatisfy(
                        definition -> assertThat(definition.body().path("file").asString(""))
                                .endsWith("/" + definition.kind().wire() + "/" + definition.name() + ".cue"));
        assertThat(all)
                .allSatisfy(definition -> assertThat(
                                definition.body().path("description").asString(""))
                        .isNotEmpty());
    }

    @Test
    void aSourcesOwnDefinitionComesFirst() throws Exception {
        Catalog catalog = builtIn.of(MemorySnapshot.of("shop", Map.of("definitions/scaler.cue", OWN_SCALER)));
        assertThat(description(catalog.find(Kind.TRAIT, "scaler", USER))).isEqualTo("ours");
        assertThat(description(builtIn.find(Kind.TRAIT, "scaler", USER))).isNotEqualTo("ours");
        assertThat(catalog.list()).hasSameSizeAs(builtIn.list());
    }

    @Test
    void theOldYamlFormLoadsToo() throws Exception {
        Catalog catalog = builtIn.of(MemorySnapshot.of("shop", Map.of("definitions/traits.yaml", ALPHA)));
        assertThat(description(catalog.find(Kind.TRAIT, "sidecar", USER))).isEqualTo("add sidecar to the app");
    }

    @Test
    void aBrokenFileFailsThoseWhoUseItAndNobodyElse() throws Exception {
        Catalog catalog = builtIn.of(MemorySnapshot.of(
                "shop", Map.of("definitions/queues.cue", BROKEN, "definitions/scaler.cue", OWN_SCALER)));
        assertThat(description(catalog.find(Kind.TRAIT, "scaler", USER))).isEqualTo("ours");
        assertThat(catalog.find(Kind.COMPONENT, "webservice", USER).name()).isEqualTo("webservice");
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> catalog.find(Kind.COMPONENT, "kafka", USER));
        assertThat(rejected.problems()).hasSizeGreaterThan(1);
        assertThat(rejected.problems().getFirst())
                .hasToString("app.yaml:7:13: component type \"kafka\" is defined in a file with a mistake " + "("
                        + rejected.problems().get(1).position().orElseThrow() + ")");
        assertThat(catalog.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.toString()).startsWith("definitions/queues.cue:"));
    }

    @Test
    void aNameDefinedTwiceIsAProblemOfTheSecondFile() throws Exception {
        Catalog catalog = builtIn.of(
                MemorySnapshot.of("shop", Map.of("definitions/a.cue", OWN_SCALER, "definitions/b.cue", OWN_SCALER)));
        assertThat(catalog.problems())
                .extracting(Problem::toString)
                .containsExactly("definitions/b.cue:2:1: trait \"scaler\" is defined in definitions/a.cue already");
        assertThat(catchThrowableOfType(Rejected.class, () -> catalog.find(Kind.TRAIT, "scaler", USER)))
                .isNotNull();
    }

    @Test
    void aNameOfAnotherKindSaysSo() {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> builtIn.find(Kind.COMPONENT, "scaler", USER));
        assertThat(rejected)
                .hasMessage("app.yaml:7:13: component type \"scaler\" is not defined; \"scaler\" is a trait");
    }

    @Test
    void aFileIsReadOnceForEachPathAndContent() throws Exception {
        builtIn.list();
        counting.files().clear();
        for (String image : List.of("1", "2", "3")) {
            builtIn.of(MemorySnapshot.of(
                            "shop", Map.of("definitions/scaler.cue", OWN_SCALER, "apps/web/application.yaml", image)))
                    .list();
        }
        assertThat(counting.files()).containsExactly("definitions/scaler.cue");
        builtIn.of(MemorySnapshot.of("shop", Map.of("definitions/scaler.cue", OWN_SCALER + "\n")))
                .list();
        assertThat(counting.files()).hasSize(2);
    }

    @Test
    void readsNameTheFolderAlsoWhereItIsAbsent() {
        assertThat(builtIn.of(MemorySnapshot.of("shop", Map.of("a", "b"))).reads())
                .containsExactly(Map.entry("definitions", "absent"));
        assertThat(builtIn.of(MemorySnapshot.of(
                                "shop",
                                Map.of("definitions/x.cue", "", "definitions/notes.md", "", "definitions/y.yaml", "")))
                        .reads())
                .containsOnlyKeys("definitions", "definitions/x.cue", "definitions/y.yaml");
    }

    private static String description(Definition definition) {
        return definition.body().path("description").asString("");
    }

    /** Remembers which definition files were asked for. */
    private record Counting(Evaluator evaluator, List<String> files) implements Evaluator {
        @Override
        public JsonNode call(SourceName source, ObjectNode request, Blame blame, Needs needs) throws Rejected, Waiting {
            files.add(request.path("file").asString(""));
            return evaluator.call(source, request, blame, needs);
        }

        @Override
        public String version() throws Waiting {
            return evaluator.version();
        }
    }
}
