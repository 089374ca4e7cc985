package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates that mean harm, in the real helper process: a clear error each, and the next render unharmed. */
class HostileTemplateIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SPIN =
            "import \"list\"\n%s: {type: \"component\"}\ntemplate: {output: {apiVersion: \"v1\", kind: \"ConfigMap\","
                    + " n: len([for i in list.Range(0, 100000, 1) for j in list.Range(0, 100000, 1) if i*j < 0 {i}])}\n"
                    + "parameter: {}}\n";

    @Test
    void aTemplateThatNeverEndsMeetsTheDeadline() throws Exception {
        try (RealRenderer real = new RealRenderer(RealRenderer.limits(2, Duration.ofSeconds(3), MINUTE, 10_000))) {
            Catalog catalog = catalog(Catalog.builtIn(real.pool), "shop", "spin", SPIN.formatted("spin"));
            Renderer renderer = new Renderer(real.pool);
            Rejected rejected = rejected(renderer, catalog, "spin");
            assertThat(rejected.problems())
                    .extracting(Problem::toString)
                    .singleElement()
                    .asString()
                    .startsWith("app.yaml:1:17: component \"x\" (component type \"spin\"): the evaluation took longer"
                            + " than 3000 ms (limit: deadline)")
                    .endsWith("(definitions/spin.cue:3:1)");
            long started = real.pool.started();
            assertThat(rejected(renderer, catalog, "spin").problems()).hasSize(1);
            assertThat(real.pool.started()).isEqualTo(started);
            assertThat(render(renderer, catalog, "worker")).isInstanceOf(Rendered.Ready.class);
        }
    }

    @Test
    void anAllocationBombMeetsTheMemoryLimit() throws Exception {
        bomb("repeat", "strings.Repeat(strings.Repeat(\"x\", 100000), 100000)", MINUTE, "limit: memory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "range | len(list.Range(0, 100000000, 1))",
                "sum   | list.Sum([for i in list.Range(0, 30000, 1) for j in list.Range(0, 30000, 1) {i * j}])",
                "triple | len([for i in list.Range(0, 2000, 1) for j in list.Range(0, 2000, 1) for k in list.Range(0, 2000, 1)"
                        + " if i*j*k < 0 {i}])",
                "many  | strings.Join([for i in list.Range(0, 3000000, 1) {strings.Repeat(\"x\", 1000)}], \"\")",
            })
    void aSlowBombMeetsWhicheverLimitComesFirst(String name, String expression) throws Exception {
        bomb(name, expression, Duration.ofSeconds(3), "limit: ");
    }

    /** Each choice doubles the alternatives, and none of them fits. */
    @Test
    void manyAlternativesMeetWhicheverLimitComesFirst() throws Exception {
        StringBuilder choices = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            choices.append(i == 0 ? "" : " & ").append("({a%d: 1} | {a%d: 2} | {b%d: 3})".formatted(i, i, i));
        }
        bomb("choices", "(" + choices + " & {z: 1}).z", Duration.ofSeconds(3), "limit: ");
    }

    @Test
    void aStructureThatHoldsItselfIsAMistakeLikeAnyOther() throws Exception {
        String text = """
                loop: {type: "component"}
                template: {
                  #A: {next: #A}
                  output: {apiVersion: "v1", kind: "ConfigMap", data: #A}
                  parameter: {}
                }
                """;
        try (RealRenderer real = new RealRenderer(RealRenderer.limits(1, Duration.ofSeconds(5), MINUTE, 10_000))) {
            Catalog catalog = catalog(Catalog.builtIn(real.pool), "shop", "loop", text);
            Renderer renderer = new Renderer(real.pool);
            assertThat(rejected(renderer, catalog, "loop")).hasMessageContaining("structural cycle");
            assertThat(real.pool.started()).as("nobody had to be killed").isEqualTo(1);
        }
    }

    /** What hostile inputs leave behind in this process, which only passes them on. */
    @Test
    void theDaemonsMemoryIsNotMoved() throws Exception {
        try (RealRenderer real = new RealRenderer(RealRenderer.limits(1, Duration.ofSeconds(3), MINUTE, 10_000))) {
            Catalog builtIn = Catalog.builtIn(real.pool);
            Renderer renderer = new Renderer(real.pool);
            assertThat(render(renderer, builtIn, "worker")).isInstanceOf(Rendered.Ready.class);
            long before = usedAfterCollection();
            for (int i = 0; i < 5; i++) {
                String name = "eat-" + i;
                Catalog catalog = catalog(builtIn, "shop", name, """
                        import "strings"
                        "%s": {type: "component"}
                        template: {
                          output: {apiVersion: "v1", kind: "ConfigMap", n: strings.Repeat("%d", 100000000)}
                          parameter: {}
                        }
                        """.formatted(name, i));
                assertThat(rejected(renderer, catalog, name)).hasMessageContaining("limit: ");
            }
            assertThat(usedAfterCollection() - before).isLessThan(16L * 1024 * 1024);
            assertThat(render(renderer, builtIn, "webservice")).isInstanceOf(Rendered.Ready.class);
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void bomb(String name, String expression, Duration deadline, String limit) throws Exception {
        String text = "import (\n\"strings\"\n\"list\"\n)\n" + name + ": {type: \"component\"}\ntemplate: {\n"
                + "_used: [strings.ToLower(\"\"), list.Max([1])]\n"
                + "output: {apiVersion: \"v1\", kind: \"ConfigMap\", n: " + expression + "}\nparameter: {}}\n";
        try (RealRenderer real = new RealRenderer(RealRenderer.limits(2, deadline, MINUTE, 10_000))) {
            Catalog catalog = catalog(Catalog.builtIn(real.pool), "shop", name, text);
            Renderer renderer = new Renderer(real.pool);
            assertThat(rejected(renderer, catalog, name).problems())
                    .extracting(Problem::message)
                    .singleElement()
                    .asString()
                    .startsWith("component \"x\" (component type \"" + name + "\"): ")
                    .contains(limit);
            assertThat(render(renderer, catalog, "worker")).isInstanceOf(Rendered.Ready.class);
        }
    }

    @Test
    void aSourceFullOfBombsDoesNotHoldUpTwoOthers() throws Exception {
        try (RealRenderer real = new RealRenderer(RealRenderer.limits(2, Duration.ofSeconds(3), MINUTE, 10_000));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Renderer renderer = new Renderer(real.pool);
            Catalog builtIn = Catalog.builtIn(real.pool);
            List<Future<Rejected>> bombs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "spin-" + i;
                Catalog catalog = catalog(builtIn, "hostile", name, SPIN.formatted("\"" + name + "\""));
                bombs.add(threads.submit(() -> rejected(renderer, catalog, name)));
            }
            for (String source : List.of("shop", "bank")) {
                Catalog catalog =
                        catalog(builtIn, source, "unused", "unused: {type: \"trait\"}\ntemplate: {patch: {}}\n");
                for (String type : List.of("worker", "webservice", "daemon", "statefulset")) {
                    assertThat(render(renderer, catalog, type)).isInstanceOf(Rendered.Ready.class);
                }
            }
            assertThat(bombs).filteredOn(bomb -> !bomb.isDone()).isNotEmpty();
            for (Future<Rejected> bomb : bombs) {
                assertThat(bomb.get()).hasMessageContaining("limit: deadline");
            }
        }
    }

    private static Catalog catalog(Catalog builtIn, String source, String name, String text) {
        return builtIn.of(MemorySnapshot.of(source, Map.of("definitions/" + name + ".cue", text)));
    }

    private static Rendered render(Renderer renderer, Catalog catalog, String type) throws Exception {
        TestApplication app = TestApplication.of("{name: x, type: " + type + ", properties: {image: a}}");
        return renderer.render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN);
    }

    private static Rejected rejected(Renderer renderer, Catalog catalog, String type) {
        return catchThrowableOfType(Rejected.class, () -> render(renderer, catalog, type));
    }
}
