package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.ContentStore;
import dev.mizzen.reconcile.artifact.OtherSources;
import dev.mizzen.reconcile.artifact.PinMemory;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Host;
import dev.mizzen.reconcile.reach.Reach;
import dev.mizzen.reconcile.reach.Web;
import dev.mizzen.reconcile.render.Rendered.Ready;
import dev.mizzen.testkit.registry.ChartRepository;
import dev.mizzen.testkit.registry.Packed;
import dev.mizzen.testkit.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kustomizations that are artifacts of a real registry, built by the real helper process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackedKustomizationIT {
    private static final String SHOP = "shop";
    private static final String REPOSITORY = "team/deploy";
    private static final String FLUX = "application/vnd.cncf.flux.content.v1.tar+gzip";
    private static final String ORAS = "application/vnd.oci.image.layer.v1.tar+gzip";

    @TempDir
    private static Path home;

    private RealRenderer real;
    private Registry registry;
    private final List<Web> open = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
        registry = Registry.start(home.resolve("registry"), 0);
        for (String version : List.of("1.2.0", "1.10.3", "v2.0.0", "latest")) {
            push(version, FLUX, deploy(version));
        }
    }

    @AfterAll
    void stop() {
        open.forEach(Web::close);
        registry.close();
        real.close();
    }

    @Test
    void aTagARangeADigestOrTheLatest(@TempDir Path dir) throws Exception {
        World world = new World(dir);
        Ready first = world.render(component("oci: { tag: 1.2.0 }"), Map.of());
        assertThat(version(first)).isEqualTo("1.2.0");
        assertThat(first.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .startsWith("app.yaml:4:8: url " + url() + ":1.2.0 is not in mizzen.lock")
                        .contains("run mizzen lock"));
        assertThat(version(world.render(component("oci: { semver: \"1.x\" }"), Map.of())))
                .isEqualTo("1.10.3");
        assertThat(version(world.render(component("oci: { semver: \">=1\", tag: 1.2.0 }"), Map.of())))
                .isEqualTo("v2.0.0");
        assertThat(version(world.render(component(""), Map.of()))).isEqualTo("latest");
        String digest = push("oras", ORAS, deploy("oras"));
        assertThat(version(world.render(component("oci: { semver: \"1.x\", digest: \"" + digest + "\" }"), Map.of())))
                .isEqualTo("oras");
        assertThat(catchThrowableOfType(
                        Waiting.class, () -> world.render(component("oci: { semver: \"7.x\" }"), Map.of())))
                .hasMessageContaining("has no version \"7.x\"; its newest are v2.0.0, 1.10.3");
    }

    @Test
    void whatWasFoundOnceStays(@TempDir Path dir) throws Exception {
        World world = new World(dir);
        push("moving", FLUX, deploy("before"));
        assertThat(version(world.render(component("oci: { tag: moving }"), Map.of())))
                .isEqualTo("before");
        push("moving", FLUX, deploy("after"));
        assertThat(version(world.render(component("oci: { tag: moving }"), Map.of())))
                .isEqualTo("before");
        assertThat(version(new World(dir).render(component("oci: { tag: moving }"), Map.of())))
                .isEqualTo("after");
    }

    @Test
    void aLockNamesTheBytes(@TempDir Path dir) throws Exception {
        byte[] right = deploy("right");
        push("locked", FLUX, right);
        push("locked", FLUX, deploy("other"));
        String component = component("oci: { tag: locked }");
        Map<String, String> locked = Map.of("mizzen.lock", lock(Registry.digest(right)));
        World world = new World(dir);
        world.prepare(component, locked);
        Ready first = world.render(component, locked);
        assertThat(version(first)).isEqualTo("right");
        assertThat(first.warnings()).isEmpty();
        assertThat(catchThrowableOfType(Rejected.class, () -> world.prepare(component, Map.of())))
                .hasMessageStartingWith("app.yaml:4:8: the environment takes only what was promoted");

        Path kept = dir.resolve("cache/shop/" + Registry.digest(right).substring("sha256:".length()));
        assertThat(kept).hasBinaryContent(right);
        Files.writeString(kept, "something else");
        assertThat(version(new World(dir).render(component, locked))).isEqualTo("right");
        assertThat(kept).hasBinaryContent(right);
        String missing = "sha256:" + "0".repeat(64);
        assertThat(catchThrowableOfType(
                        Waiting.class, () -> world.render(component, Map.of("mizzen.lock", lock(missing)))))
                .hasMessageContaining("404");
    }

    @Test
    void aRegistryThatIsGoneChangesNothingThatIsOnDisk(@TempDir Path dir) throws Exception {
        byte[] layer = deploy("kept");
        String component;
        Map<String, String> locked;
        int port;
        try (Registry other = Registry.start(dir.resolve("registry"), 0)) {
            port = other.port();
            other.push(REPOSITORY, "locked", "application/vnd.cncf.flux.config.v1+json", FLUX, layer);
            component = component("oci: { tag: locked }").replace(registry.host(), other.host());
            locked = Map.of("mizzen.lock", lock(Registry.digest(layer)).replace(registry.host(), other.host()));
            assertThat(version(new World(dir, port).render(component, locked))).isEqualTo("kept");
        }
        assertThat(version(new World(dir, port).render(component, locked))).isEqualTo("kept");
        assertThat(catchThrowableOfType(
                        Waiting.class, () -> new World(dir.resolve("empty"), port).render(component, locked)))
                .hasMessageContaining("does not answer");
    }

    @Test
    void ofSeveralLayersItIsTheOneOfFlux(@TempDir Path dir) throws Exception {
        try (ChartRepository server = ChartRepository.start(0)) {
            byte[] right = deploy("flux");
            byte[] wrong = deploy("other");
            server.put("/v2/many/blobs/" + Registry.digest(right), right);
            server.put("/v2/many/blobs/" + Registry.digest(wrong), wrong);
            server.put(
                    "/v2/many/manifests/flux", "{\"layers\":[" + layer(ORAS, wrong) + "," + layer(FLUX, right) + "]}");
            server.put(
                    "/v2/many/manifests/oras", "{\"layers\":[" + layer(ORAS, wrong) + "," + layer(ORAS, right) + "]}");
            server.put("/v2/many/manifests/text", "{\"layers\":[" + layer("text/plain", right) + "]}");
            World world = new World(dir, server.port());
            String many = component("oci: { tag: flux }").replace(url(), "oci://127.0.0.1:" + server.port() + "/many");
            assertThat(version(world.render(many, Map.of()))).isEqualTo("flux");
            assertThat(catchThrowableOfType(
                            Rejected.class, () -> world.render(many.replace("tag: flux", "tag: oras"), Map.of())))
                    .hasMessageContaining(
                            "many:oras has 2 layers that are packed directories (tar+gzip); expected one");
            assertThat(catchThrowableOfType(
                            Rejected.class, () -> world.render(many.replace("tag: flux", "tag: text"), Map.of())))
                    .hasMessageContaining("many:text has no layer that is a packed chart or directory");
        }
    }

    private static String layer(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Registry.digest(content) + "\"}";
    }

    /** A base of the repository beside it, or above it, is out of reach. */
    @Test
    void nothingOutsideOfTheArtifactIsRead(@TempDir Path dir) throws Exception {
        push("outside", FLUX, Packed.files(Map.of("a/kustomization.yaml", "resources: [../../base]\n")));
        push("beside", FLUX, Packed.files(Map.of("a/kustomization.yaml", "resources: [../base]\n")));
        Map<String, String> files =
                Map.of("base/kustomization.yaml", "resources: [map.yaml]\n", "base/map.yaml", map("x"));
        World world = new World(dir);
        for (String tag : List.of("outside", "beside")) {
            String component = component("oci: { tag: " + tag + " }").replace("path: prod", "path: a");
            assertThat(catchThrowableOfType(Rejected.class, () -> world.render(component, files)))
                    .hasMessageContaining("a/kustomization.yaml:1:13");
        }
        push("hostile", FLUX, Packed.files(Map.of("../kustomization.yaml", "resources: []\n")));
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world.render(component("oci: { tag: hostile }"), Map.of())))
                .hasMessageStartingWith("app.yaml:4:8: url " + url() + ":hostile")
                .hasMessageContaining("\"../kustomization.yaml\" in it leads out of the archive");
    }

    @Test
    void whatIsWrittenWronglyIsToldAtItsPlace(@TempDir Path dir) {
        World world = new World(dir);
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(component("oci: { tag: 1.0 }"), Map.of())))
                .hasMessageStartingWith("app.yaml:6:15: expected a tag of the registry, in quotes");
        assertThat(catchThrowableOfType(
                        Rejected.class, () -> world.render(component("oci: { digest: abc }"), Map.of())))
                .hasMessageStartingWith("app.yaml:6:18: expected sha256: and 64 hexadecimal digits");
        String twice = component("oci: { tag: a }").replace(url(), url() + ":b");
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(twice, Map.of())))
                .hasMessageStartingWith("app.yaml:4:8: expected a tag or digest either in \"url\" or in \"oci\"");
        String upper = component("").replace(REPOSITORY, "Team/Deploy");
        assertThat(catchThrowableOfType(Rejected.class, () -> world.render(upper, Map.of())))
                .hasMessageStartingWith("app.yaml:4:8: ")
                .hasMessageContaining("is no address of an artifact");
    }

    private String push(String tag, String type, byte[] layer) throws Exception {
        return registry.push(REPOSITORY, tag, "application/vnd.cncf.flux.config.v1+json", type, layer);
    }

    /** An overlay with its base beside it. */
    private static byte[] deploy(String version) {
        return Packed.files(Map.of(
                "./prod/kustomization.yaml", "resources: [../base]\nnamePrefix: prod-\n",
                "base/kustomization.yaml", "resources: [map.yaml]\n",
                "base/map.yaml", map(version)));
    }

    private static String map(String version) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { version: \"" + version + "\" }\n";
    }

    private String url() {
        return "oci://" + registry.host() + "/" + REPOSITORY;
    }

    private String component(String oci) {
        return "name: web\ntype: kustomize\nproperties:\n  url: " + url() + "\n  path: prod\n"
                + (oci.isEmpty() ? "" : "  " + oci + "\n");
    }

    private String lock(String digest) {
        return "form: 1\nartifacts:\n  - url: " + url() + ":locked\n    resolved: \"locked\"\n" + "    digest: "
                + digest + "\n";
    }

    private static String version(Ready ready) {
        assertThat(ready.objects()).hasSize(1);
        var json = ready.objects().getFirst().manifest().json();
        assertThat(json.path("metadata").path("name").asString("")).isEqualTo("prod-x");
        return json.path("data").path("version").asString("");
    }

    /** A daemon's parts, with a memory of its own and its cache in a directory. */
    private final class World {
        private final Outside outside;
        private final Renderer renderer;

        World(Path dir) {
            this(dir, registry.port());
        }

        World(Path dir, int port) {
            Host plain = new Host("127.0.0.1", Optional.of(port), Optional.empty(), Optional.empty(), true, Set.of());
            Web web = new Web(new Reach(List.of(plain), false), Web.Limits.DEFAULT);
            open.add(web);
            ContentStore store = new ContentStore(dir.resolve("cache"), ContentStore.MOST_BYTES, Clock.systemUTC());
            outside = Outside.of(new Artifacts(web, real.pool, store, PinMemory.inProcess(), OtherSources.NONE));
            renderer = new Renderer(real.pool, outside);
        }

        /** For an environment that takes only what is locked. */
        void prepare(String component, Map<String, String> files) throws Rejected, Waiting {
            prepare(TestApplication.of(SHOP, component), files, true);
        }

        private Catalog prepare(TestApplication app, Map<String, String> files, boolean lockedOnly)
                throws Rejected, Waiting {
            Catalog catalog = Catalog.builtIn(real.pool).of(MemorySnapshot.of(SHOP, files));
            outside.prepare(app.application(), app.application().components().getFirst(), catalog, lockedOnly);
            return catalog;
        }

        Ready render(String component, Map<String, String> files) throws Rejected, Waiting {
            TestApplication app = TestApplication.of(SHOP, component);
            Catalog catalog = prepare(app, files, false);
            return (Ready) renderer.render(app.application(), app.unit("local", SHOP), catalog, ClusterFacts.UNKNOWN);
        }
    }
}
