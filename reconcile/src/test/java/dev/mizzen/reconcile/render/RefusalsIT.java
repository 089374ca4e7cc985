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

/** What could not be rendered is not rendered again for nothing, and delays nobody else. The real helper process. */
class RefusalsIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** Takes as long as the square of its parameter. */
    private static final String SPIN = """
            import "list"
            %s: {type: "component"}
            template: {
              _to: list.Range(0, parameter.to, 1)
              output: {
                apiVersion: "v1"
                kind:       "ConfigMap"
                n:          len([for i in _to for j in _to if i*j < 0 {i}])
              }
              parameter: {to: int}
            }
            """;

    private static RealRenderer renderer(int processes, Duration deadline) {
        return new RealRenderer(RealRenderer.limits(processes, deadline, MINUTE, 10_000));
    }

    private static Catalog catalog(RealRenderer real, String source, String name, String text) {
        return Catalog.builtIn(real.pool).of(MemorySnapshot.of(source, Map.of("definitions/" + name + ".cue", text)));
    }

    private static Rendered render(Renderer renderer, Catalog catalog, String component, String cluster)
            throws Exception {
        TestApplication app = TestApplication.of(component);
        return renderer.render(app.application(), app.unit(cluster, "shop"), catalog, ClusterFacts.UNKNOWN);
    }

    private static Rejected rejected(Renderer renderer, Catalog catalog, String component, String cluster) {
        return catchThrowableOfType(Rejected.class, () -> render(renderer, catalog, component, cluster));
    }

    @Test
    void aMistakeIsRenderedOnceAndToldAtEachPlaceWhereItStands() throws Exception {
        try (RealRenderer real = renderer(2, MINUTE)) {
            Renderer renderer = new Renderer(real.pool);
            Catalog builtIn = Catalog.builtIn(real.pool);
            String wrong = "{name: web, type: worker, properties: {imag: a}}";
            List<Problem> first = rejected(renderer, builtIn, wrong, "one").problems();
            assertThat(rejected(renderer, builtIn, wrong, "one").problems()).isEqualTo(first);
            assertThat(rejected(renderer, builtIn, "\n\n" + wrong, "one").problems())
                    .extracting(Problem::toString)
                    .containsExactlyElementsOf(first.stream()
                            .map(problem -> problem.toString().replace("app.yaml:1:", "app.yaml:3:"))
                            .toList());
            assertThat(renderer.renders()).isEqualTo(1);

            assertThat(render(renderer, builtIn, wrong.replace("imag:", "image:"), "one"))
                    .isInstanceOf(Rendered.Ready.class);
            assertThat(renderer.renders()).isEqualTo(2);
        }
    }

    @Test
    void whatIsWrongWithTheWholeIsRenderedOnceToo() throws Exception {
        try (RealRenderer real = renderer(2, MINUTE)) {
            Renderer renderer = new Renderer(real.pool);
            Catalog builtIn = Catalog.builtIn(real.pool);
            String nameless = "{name: y, type: worker, properties: {image: a}}"; // y is a boolean
            List<Problem> first = rejected(renderer, builtIn, nameless, "one").problems();
            assertThat(first).singleElement().asString().contains("(component type \"worker\"): object of kind");
            assertThat(rejected(renderer, builtIn, nameless, "one").problems()).isEqualTo(first);
            assertThat(renderer.renders()).isEqualTo(1);
        }
    }

    @Test
    void aKillCountsForEveryClusterAndWhateverElseIsInTheApplication() throws Exception {
        try (RealRenderer real = renderer(2, DEADLINE)) {
            Renderer renderer = new Renderer(real.pool);
            Catalog spin = catalog(real, "shop", "spin", SPIN.formatted("spin"));
            assertThat(rejected(renderer, spin, "{name: x, type: spin, properties: {to: 100000}}", "one"))
                    .hasMessageContaining("deadline");
            long started = real.pool.started();
            for (String cluster : List.of("one", "two", "three")) {
                assertThat(rejected(renderer, spin, "{name: x, type: spin, properties: {to: 100000}}", cluster))
                        .hasMessageContaining("deadline");
            }
            assertThat(real.pool.started()).isEqualTo(started);
            assertThat(render(renderer, spin, "{name: x, type: spin, properties: {to: 1}}", "one"))
                    .isInstanceOf(Rendered.Ready.class);
        }
    }

    /** Three deadlines, and not a hundred. */
    @Test
    void aTemplateThatNeverEndsCostsAHundredDeliveriesThreeProcesses() throws Exception {
        try (RealRenderer real = renderer(2, DEADLINE)) {
            Renderer renderer = new Renderer(real.pool);
            Catalog spin = catalog(real, "shop", "spin", SPIN.formatted("spin"));
            long begin = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                Rejected rejected =
                        rejected(renderer, spin, "{name: x" + i + ", type: spin, properties: {to: 100000}}", "one");
                assertThat(rejected).hasMessageContaining(i < Kills.SUSPECT ? "limit: deadline" : "3 times in a row");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.printf("FIGURES 100 components of a template that never ends: %d ms%n", took.toMillis());
            assertThat(took).isLessThan(DEADLINE.multipliedBy(Kills.SUSPECT + 1));
            assertThat(real.pool.started()).as("one each, and the next").isLessThanOrEqualTo(Kills.SUSPECT + 1);
            assertThat(render(renderer, spin, "{name: web, type: worker, properties: {image: a}}", "one"))
                    .as("another type of the same source")
                    .isInstanceOf(Rendered.Ready.class);

            Catalog mended = catalog(
                    real, "shop", "spin", SPIN.formatted("spin").replace("Range(0, parameter.to", "Range(0, 1"));
            assertThat(render(renderer, mended, "{name: x50, type: spin, properties: {to: 100000}}", "one"))
                    .as("as soon as it changes")
                    .isInstanceOf(Rendered.Ready.class);
        }
    }

    /** One source has eight templates that take ten seconds each, the other is as quick as without it. */
    @Test
    void templatesThatTakeTenSecondsDelayNoOtherSource() throws Exception {
        try (RealRenderer real = renderer(2, Duration.ofSeconds(10));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Renderer renderer = new Renderer(real.pool);
            Catalog good = catalog(real, "bank", "unused", "unused: {type: \"trait\"}\ntemplate: {patch: {}}\n");
            quick(renderer, good, "warm");
            List<Long> alone = quick(renderer, good, "alone");
            List<Future<Rejected>> bombs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "spin-" + i;
                Catalog spin = catalog(real, "hostile", name, SPIN.formatted("\"" + name + "\""));
                bombs.add(threads.submit(() ->
                        rejected(renderer, spin, "{name: x, type: " + name + ", properties: {to: 100000}}", "one")));
            }
            List<Long> beside = quick(renderer, good, "beside");
            assertThat(bombs).allMatch(bomb -> !bomb.isDone());
            System.out.printf(
                    "FIGURES 40 renders of one source: alone p50 %d ms, p99 %d ms; beside ten-second templates p50 %d ms,"
                            + " p99 %d ms%n",
                    alone.get(20), alone.get(39), beside.get(20), beside.get(39));
            assertThat(beside.get(39)).isLessThan(5_000);
            threads.shutdownNow();
        }
    }

    private static List<Long> quick(Renderer renderer, Catalog catalog, String round) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long begin = System.nanoTime();
            assertThat(render(
                            renderer,
                            catalog,
                            "{name: %s-%d, type: worker, properties: {image: a}}".formatted(round, i),
                            "one"))
                    .isInstanceOf(Rendered.Ready.class);
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        return millis.stream().sorted().toList();
    }
}
