package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.ContentStore;
import dev.mizzen.reconcile.artifact.OtherSources;
import dev.mizzen.reconcile.artifact.PinMemory;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Host;
import dev.mizzen.reconcile.reach.Reach;
import dev.mizzen.reconcile.reach.Web;
import dev.mizzen.reconcile.render.Rendered.Ready;
import dev.mizzen.testkit.registry.ChartRepository;
import dev.mizzen.testkit.registry.Packed;
import dev.mizzen.testkit.registry.Registry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Charts from a real registry, a real Helm repository and another source, by the real helper process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactIT {
    private static final String SHOP = "shop";

    private RealRenderer real;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    void start() {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        real.close();
    }

    @Test
    void aRangeMeansWhatItMeansToHelmAndIsAskedForOnce(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        for (String version : List.of("1.2.0", "1.10.3", "1.11.0-rc.1", "2.0.0")) {
            charts.add("page", version, chart("page", version));
        }
        World world = world(dir, charts);
        String component = helm(charts, "1.x");
        Ready first = world.render(component, Map.of());
        assertThat(version(first)).isEqualTo("1.10.3");
        assertThat(first.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .startsWith("app.yaml:4:8: url http://127.0.0.1:")
                        .contains("chart page, version 1.x is not in mizzen.lock")
                        .contains("run mizzen lock"));

        charts.add("page", "1.12.0", chart("page", "1.12.0"));
        int asked = charts.requests().size();
        assertThat(world.render(component, Map.of()).inputs()).isEqualTo(first.inputs());
        assertThat(charts.requests()).hasSize(asked);
        assertThat(version(world.render(helm(charts, ""), Map.of()))).isEqualTo("2.0.0");
        assertThat(version(world.render(helmchart("page", charts.url(), "1.2.0"), Map.of())))
                .isEqualTo("1.2.0");
        assertThat(version(world.render(
                        "name: web\ntype: helmchart\nproperties:\n  chart: { source: \"" + charts.url()
                                + "/page-2.0.0.tgz\" }\n",
                        Map.of())))
                .isEqualTo("2.0.0");
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world.render(helm(charts, "1.x").replace(": page", ": pgae"), Map.of())))
                .hasMessageContaining("has no chart \"pgae\"; did you mean \"page\"?");
        assertThat(catchThrowableOfType(Waiting.class, () -> world.render(helm(charts, "7.x"), Map.of())))
                .hasMessageContaining("has no version \"7.x\"; its newest are 2.0.0, 1.12.0");
    }

    @Test
    void aRegistryWithTlsAndALogin(@TempDir Path dir) throws Exception {
        Registry registry = Registry.startGuarded(dir.resolve("registry"));
        open.add(registry);
        registry.pushChart("team/page", "1.0.0", chart("page", "1.0.0"));
        registry.pushChart("team/page", "1.1.0_build.7", chart("page", "1.1.0+build.7"));
        String digest = registry.pushChart("team/page", "nightly", chart("page", "9.9.9"));
        Host host = guarded(registry, basic(Registry.USER, Registry.PASSWORD));
        World world = world(dir, host);
        assertThat(version(world.render(oci(registry, "^1.0.0"), Map.of()))).isEqualTo("1.1.0+build.7");
        assertThat(version(world.render(oci(registry, "1.1.0+build.7"), Map.of())))
                .isEqualTo("1.1.0+build.7");
        assertThat(version(world.render(oci(registry, "1.0.0"), Map.of()))).isEqualTo("1.0.0");
        assertThat(version(world.render(oci(registry, "nightly"), Map.of()))).isEqualTo("9.9.9");
        assertThat(version(world.render(oci(registry, digest), Map.of()))).isEqualTo("9.9.9");
        assertThat(version(world.render(helmchart("oci://" + registry.host() + "/team/page", "", "1.0.0"), Map.of())))
                .isEqualTo("1.0.0");

        assertThat(catchThrowableOfType(
                        Waiting.class,
                        () -> world(dir.resolve("2"), guarded(registry, basic("ci", "secret-word")))
                                .render(oci(registry, "1.0.0"), Map.of())))
                .hasMessageContaining("answers 401")
                .hasMessageNotContaining("secret-word")
                .hasMessageNotContaining(basic("ci", "secret-word"));
        Host untrusted = host(registry.port(), Optional.empty(), false);
        assertThat(catchThrowableOfType(
                        Waiting.class,
                        () -> world(dir.resolve("3"), untrusted).render(oci(registry, "1.0.0"), Map.of())))
                .hasMessageContaining("does not answer");
    }

    @Test
    void aLockNamesTheBytes(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        byte[] right = chart("page", "1.0.0");
        charts.add("page", "1.0.0", right);
        charts.add("page", "1.1.0", chart("page", "1.1.0"));
        World world = world(dir, charts);
        Map<String, String> locked = Map.of("mizzen.lock", lock(charts, "1.x", "1.0.0", Registry.digest(right)));
        Ready first = world.render(helm(charts, "1.x"), locked);
        assertThat(version(first)).isEqualTo("1.0.0");
        assertThat(first.warnings()).isEmpty();

        byte[] wrong = Packed.chart("page", "1.0.0", Map.of("templates/a.yaml", "a: b"));
        charts.add("page", "1.0.0", wrong);
        World elsewhere = world(dir.resolve("elsewhere"), charts);
        assertThat(catchThrowableOfType(Rejected.class, () -> elsewhere.render(helm(charts, "1.x"), locked)))
                .hasMessageStartingWith("app.yaml:4:8: ")
                .hasMessageContaining("expected " + Registry.digest(right) + ", found " + Registry.digest(wrong));

        charts.close();
        World again = world(dir, charts);
        assertThat(again.render(helm(charts, "1.x"), locked).inputs()).isEqualTo(first.inputs());
        assertThat(catchThrowableOfType(
                        Waiting.class, () -> world(dir.resolve("empty"), charts).render(helm(charts, "1.x"), locked)))
                .hasMessageContaining("does not answer");

        Path kept = dir.resolve("cache/shop/" + Registry.digest(right).substring("sha256:".length()));
        Files.writeString(kept, "something else");
        assertThat(catchThrowableOfType(Waiting.class, () -> world(dir, charts).render(helm(charts, "1.x"), locked)))
                .hasMessageContaining("does not answer");
        assertThat(kept).doesNotExist();
    }

    @Test
    void whatChartLockNamesIsFetched(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        charts.add("base", "1.0.0", chart("base", "1.0.0"));
        charts.add("base", "1.0.5", chart("base", "1.0.5"));
        String yaml = """
                apiVersion: v2
                name: shop
                version: 1.0.0
                dependencies:
                  - { name: base, version: 1.0.x, repository: "%s", condition: base.enabled }
                """.formatted(charts.url());
        String lock = "dependencies:\n- { name: base, repository: \"" + charts.url() + "\", version: 1.0.0 }\ndigest: "
                + digest(charts.url()) + "\n";
        Map<String, String> files = Map.of(
                "charts/shop/Chart.yaml",
                yaml,
                "charts/shop/Chart.lock",
                lock,
                "charts/shop/values.yaml",
                "base: { enabled: true }\n",
                "charts/shop/templates/a.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own }\n");
        String component = "name: web\ntype: helm\nproperties:\n  path: charts/shop\n";
        World world = world(dir, charts);
        Ready ready = world.render(component, files);
        assertThat(ready.objects()).hasSize(2);
        assertThat(version(ready)).isEqualTo("1.0.0");
        Ready without = world.render(component + "  values: { base: { enabled: false } }\n", files);
        assertThat(without.objects()).hasSize(1);

        Map<String, String> stale = new HashMap<>(files);
        stale.put("charts/shop/Chart.yaml", yaml.replace("1.0.x", "1.x"));
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(component, stale)))
                .hasMessageContaining("not those in Chart.lock")
                .hasMessageContaining("helm dependency update");
    }

    @Test
    void aChartOfAnotherSource(@TempDir Path dir) throws Exception {
        MemorySnapshot platform = MemorySnapshot.of(
                "platform",
                Map.of(
                        "charts/page/Chart.yaml",
                        "apiVersion: v2\nname: page\nversion: 4.0.0\n",
                        "charts/page/templates/a.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { version: {{ .Chart.Version }} }\n"));
        OtherSources others = (reader, wanted, revision) -> {
            if (!wanted.equals("platform")) {
                throw new Rejected(Problem.of("no source " + wanted));
            }
            return platform;
        };
        World world = new World(Reach.PUBLIC, dir, others);
        String component = "name: web\ntype: helm\nproperties:\n  source: platform\n  path: charts/page\n";
        Ready ready = world.render(component, Map.of());
        assertThat(version(ready)).isEqualTo("4.0.0");
        assertThat(ready.warnings()).hasSize(1);
        String lock = "form: 1\nartifacts:\n  - { source: platform, path: charts/page, resolved: " + platform.revision()
                + " }\n";
        assertThat(world.render(component, Map.of("mizzen.lock", lock)).warnings())
                .isEmpty();
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world.render(component.replace("platform", "platforn"), Map.of())))
                .hasMessage("app.yaml:4:11: no source platforn");
    }

    @Test
    void aKustomizationOfAnotherSource(@TempDir Path dir) throws Exception {
        MemorySnapshot platform = MemorySnapshot.of(
                "platform",
                Map.of(
                        "base/kustomization.yaml",
                        "resources: [map.yaml]\nnamePrefix: of-\n",
                        "base/map.yaml",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { version: \"1\" }\n"));
        World world = new World(Reach.PUBLIC, dir, (reader, wanted, revision) -> platform);
        String component = "name: web\ntype: kustomize\nproperties: { source: platform, path: base }\n";
        Ready ready = world.render(component, Map.of("base/kustomization.yaml", "resources: [other.yaml]"));
        assertThat(version(ready)).isEqualTo("1");
        assertThat(ready.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .startsWith("app.yaml:3:23: source platform, path base is not in mizzen.lock"));
    }

    @Test
    void anEnvironmentThatPromotesTakesOnlyWhatIsLocked(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        byte[] page = chart("page", "1.0.0");
        charts.add("page", "1.0.0", page);
        World world = world(dir, charts);
        assertThat(catchThrowableOfType(Rejected.class, () -> world.prepare(helm(charts, "1.x"), Map.of(), true)))
                .hasMessageStartingWith("app.yaml:4:8: the environment takes only what was promoted, and url ")
                .hasMessageContaining("run mizzen lock");
        assertThat(charts.requests()).isEmpty();
        String lock = lock(charts, "1.x", "1.0.0", Registry.digest(page));
        world.prepare(helm(charts, "1.x"), Map.of("mizzen.lock", lock), true);
    }

    /** The registry sends to a server of tokens on another host: only the login of that host goes there. */
    @Test
    void aTokenServerGetsTheLoginOfItsOwnHost(@TempDir Path dir) throws Exception {
        byte[] page = chart("page", "1.0.0");
        String digest = Registry.digest(page);
        ChartRepository registry = repository();
        ChartRepository tokens = repository();
        tokens.put("/token", "{\"token\":\"given\"}");
        registry.guard(
                "Bearer given",
                "Bearer realm=\"http://127.0.0.1:" + tokens.port()
                        + "/token\",service=\"s\",scope=\"repository:page:pull\"");
        registry.put("/v2/page/blobs/" + digest, page);
        registry.put("/v2/page/tags/list", "{\"tags\":[\"1.0.0\",\"2.0.0\"]}");
        registry.put(
                "/v2/page/manifests/1.0.0",
                "{\"layers\":[{\"mediaType\":\"application/vnd.cncf.helm.chart.content.v1.tar+gzip\",\"digest\":\""
                        + digest + "\"}]}");
        World world = world(
                dir,
                host(registry.port(), Optional.empty(), true),
                host(tokens.port(), Optional.of("Basic token-word"), true));
        String component = "name: web\ntype: helm\nproperties:\n  url: oci://127.0.0.1:" + registry.port()
                + "/page\n  version: 1.x\n";
        assertThat(version(world.render(component, Map.of()))).isEqualTo("1.0.0");
        assertThat(tokens.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.authorization()).contains("Basic token-word"));
        assertThat(registry.requests())
                .noneSatisfy(request -> assertThat(request.authorization()).contains("Basic token-word"));
    }

    @Test
    void aHostThatIsNotOursIsNotAskedAndNoLoginFollows(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        ChartRepository other = repository();
        charts.add("page", "1.0.0", chart("page", "1.0.0"));
        other.put("/page.tgz", chart("page", "6.6.6"));
        Host mine = host(charts.port(), Optional.of("Bearer secret-word"), true);
        charts.redirect("/charts/page-1.0.0.tgz", URI.create("http://127.0.0.1:" + other.port() + "/page.tgz"));
        assertThat(catchThrowableOfType(Rejected.class, () -> world(dir, mine).render(helm(charts, "1.0.0"), Map.of())))
                .hasMessageContaining("127.0.0.1:" + other.port() + " is not among artifacts.hosts");
        assertThat(other.requests()).isEmpty();

        Host both = host(other.port(), Optional.of("Bearer other-word"), true);
        assertThat(version(world(dir, mine, both).render(helm(charts, "1.0.0"), Map.of())))
                .isEqualTo("6.6.6");
        assertThat(charts.requests())
                .allSatisfy(request -> assertThat(request.authorization()).contains("Bearer secret-word"));
        assertThat(other.requests())
                .allSatisfy(request -> assertThat(request.authorization()).isEmpty());

        charts.redirect("/charts/index.yaml", URI.create(charts.url() + "/index.yaml"));
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world(dir.resolve("2"), mine).render(helm(charts, "1.0.0"), Map.of())))
                .hasMessageContaining("redirects more than 5 times");
        String inside = helm(charts, "1.0.0").replace("http://127.0.0.1", "https://localhost");
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world(dir.resolve("3"), mine).render(inside, Map.of())))
                .hasMessageContaining("which is not public")
                .hasMessageContaining("artifacts.hosts");
    }

    @Test
    void anIndexOfAnyoneIsReadWithinBounds(@TempDir Path dir) throws Exception {
        ChartRepository charts = repository();
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c < 'z'; c++) {
            String before = "*" + (char) (c - 1);
            bomb.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [")
                    .append(String.join(",", java.util.Collections.nCopies(9, before)))
                    .append("]\n");
        }
        charts.put("/charts/index.yaml", bomb + "entries:\n  page: *y\n");
        World world = world(dir, charts);
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(helm(charts, "1.0.0"), Map.of())))
                .hasMessageContaining("expected a list of versions");
        charts.put("/charts/index.yaml", "[".repeat(100_000));
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(helm(charts, "1.0.0"), Map.of())))
                .hasMessageContaining("is no index of a Helm repository");
        charts.put("/charts/page.tgz", new byte[(int) Artifacts.MOST_BYTES + 1]);
        charts.put(
                "/charts/index.yaml",
                "entries:\n  page:\n  - { version: 1.0.0, urls: [ page.tgz ], deep: {a: {b: c}} }\n");
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(helm(charts, "1.0.0"), Map.of())))
                .hasMessageContaining("page.tgz: has more than " + Artifacts.MOST_BYTES + " bytes");
    }

    private ChartRepository repository() throws Exception {
        ChartRepository charts = ChartRepository.start(0);
        open.add(charts);
        return charts;
    }

    private static byte[] chart(String name, String version) {
        String template = """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: {{ .Chart.Name }} }
                data: { version: {{ .Chart.Version | quote }} }
                """;
        return Packed.chart(name, version, Map.of("templates/map.yaml", template));
    }

    private static String helm(ChartRepository charts, String version) {
        return "name: web\ntype: helm\nproperties:\n  url: " + charts.url() + "\n  chart: page\n"
                + (version.isEmpty() ? "" : "  version: \"" + version + "\"\n");
    }

    private static String oci(Registry registry, String version) {
        return "name: web\ntype: helm\nproperties:\n  url: oci://" + registry.host()
                + "/team\n  chart: page\n  version: \"" + version + "\"\n";
    }

    private static String helmchart(String source, String repository, String version) {
        return "name: web\ntype: helmchart\nproperties:\n  chart: { source: \"" + source + "\", version: \"" + version
                + "\"" + (repository.isEmpty() ? "" : ", repoURL: \"" + repository + "\"") + " }\n";
    }

    private static String lock(ChartRepository charts, String version, String resolved, String digest) {
        return "form: 1\nartifacts:\n  - url: " + charts.url() + "\n    chart: page\n    version: \"" + version
                + "\"\n    resolved: \"" + resolved + "\"\n    digest: " + digest + "\n";
    }

    /** What Helm notes for one dependency on {@code base}, asked for as 1.0.x and locked as 1.0.0. */
    private static String digest(String url) {
        String both = "[[{\"name\":\"base\",\"version\":\"1.0.x\",\"repository\":\"" + url
                + "\",\"condition\":\"base.enabled\"}],[{\"name\":\"base\",\"version\":\"1.0.0\",\"repository\":\""
                + url
                + "\"}]]";
        return Registry.digest(both.getBytes(StandardCharsets.UTF_8));
    }

    private static String version(Ready ready) {
        return ready.objects()
                .getFirst()
                .manifest()
                .json()
                .path("data")
                .path("version")
                .asString("");
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Host host(int port, Optional<String> authorization, boolean plain) {
        return new Host(
                "127.0.0.1",
                Optional.of(port),
                authorization.map(value -> () -> value),
                Optional.empty(),
                plain,
                Set.of());
    }

    private static Host guarded(Registry registry, String word) {
        return new Host(
                "127.0.0.1",
                Optional.of(registry.port()),
                Optional.of(() -> "Basic " + word),
                Optional.of(registry.certificate()),
                false,
                Set.of());
    }

    private World world(Path dir, ChartRepository charts) {
        return world(dir, host(charts.port(), Optional.empty(), true));
    }

    private World world(Path dir, Host... hosts) {
        return new World(new Reach(List.of(hosts), false), dir, OtherSources.NONE);
    }

    /** A daemon's parts, with a memory of its own and its cache in a directory. */
    private final class World {
        private final Outside outside;
        private final Renderer renderer;

        World(Reach reach, Path dir, OtherSources others) {
            Web web = new Web(reach, Web.Limits.DEFAULT);
            open.add(web);
            ContentStore store = new ContentStore(dir.resolve("cache"), ContentStore.MOST_BYTES, Clock.systemUTC());
            outside = Outside.of(new Artifacts(web, real.pool, store, PinMemory.inProcess(), others));
            renderer = new Renderer(real.pool, outside);
        }

        void prepare(String component, Map<String, String> files, boolean lockedOnly) throws Rejected, Waiting {
            TestApplication app = TestApplication.of(SHOP, component);
            Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of(SHOP, files));
            outside.prepare(app.application(), app.application().components().getFirst(), catalog, lockedOnly);
        }

        Ready render(String component, Map<String, String> files) throws Rejected, Waiting {
            TestApplication app = TestApplication.of(SHOP, component);
            Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of(SHOP, files));
            outside.prepare(app.application(), app.application().components().getFirst(), catalog, false);
            return (Ready) renderer.render(app.application(), app.unit("local", SHOP), catalog, ClusterFacts.UNKNOWN);
        }
    }
}
