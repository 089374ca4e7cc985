package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.cli.Typed;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.registry.ChartRepository;
import dev.mizzen.testkit.registry.Packed;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code mizzen resolved} and {@code mizzen render --resolved}: the daemon's inputs make the daemon's objects elsewhere. */
@Clusters("resolved")
class ResolvedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String APPLICATION = """
            apiVersion: core.oam.dev/v1beta1
            kind: Application
            metadata: { name: site }
            spec:
              components:
                - { name: web, type: webservice, properties: { image: "web:1", ports: [{ port: 80, expose: true }] } }
                - name: open
                  type: helm
                  properties:
                    path: charts/open
                    valuesFrom: [{ kind: ConfigMap, name: outside-values }]
                - name: closed
                  type: helm
                  properties:
                    path: charts/open
                    releaseName: closed
                    valuesFrom: [{ kind: Secret, name: outside-secret }]
                - { name: drawn, type: helm, properties: { path: charts/drawn } }
            """;

    private static final String DEFINITION = """
            "site": {
            	type: "component"
            	attributes: workload: definition: {
            		apiVersion: "v1"
            		kind:       "ConfigMap"
            	}
            }
            template: {
            	output: {
            		apiVersion: "v1"
            		kind:       "ConfigMap"
            		data: {
            			title:   parameter.title
            			release: "\\(context.appRevision) \\(context.appRevisionNum)"
            		}
            	}
            	parameter: title: string
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatTheDaemonGivesMakesItsObjectsAndWhatItKeepsIsSaid(TestCluster clusters, FreshNamespace namespace)
            throws Exception {
        KubernetesClient client = clusters.client("resolved");
        outside(client, namespace.name());
        try (Shop shop = shop(namespace)) {
            String commit = shop.push();
            try (Mizzen mizzen = Mizzen.start(shop.config(clusters, "resolved"))) {
                await().atMost(PATIENCE)
                        .until(() -> mizzen.board().all().stream()
                                .anyMatch(state -> state.id().app().value().equals("site") && isApplied(state)));
                String server = "http://127.0.0.1:" + mizzen.port();
                Typed resolved = Typed.of("resolved", "shop/staging/site", "--server", server);
                assertThat(resolved.err()).isEmpty();
                assertThat(resolved.out())
                        .contains("kind: \"ResolvedInputs\"")
                        .contains("commit: \"" + commit + "\"")
                        .contains("title: from the cluster")
                        .doesNotContain("swordfish", seed(client));
                assertThat(Typed.of("resolved", "shop/staging/none", "--server", server)
                                .exit())
                        .isEqualTo(1);

                Path file = Files.writeString(folder.resolve("site.yaml"), resolved.out());
                ObjectNode units = units(shop, file);
                assertThat(units.propertyNames()).containsExactlyInAnyOrder("web", "open", "closed", "drawn");
                assertThat(units.path("web").at("/daemon/line").asString("")).isEqualTo("the daemon's");
                assertThat(units.path("open").at("/daemon/line").asString("")).isEqualTo("the daemon's");
                assertThat(resolved.out())
                        .contains(
                                "inputs: \"" + units.path("open").path("inputs").asString("") + "\"")
                        .contains(
                                "output: \"" + units.path("open").path("output").asString("") + "\"");
                JsonNode open = units.path("open").at("/objects/0/object");
                assertThat(JSON.<JsonNode>valueToTree(client.configMaps()
                                .inNamespace(namespace.name())
                                .withName("open")
                                .get()
                                .getData()))
                        .isEqualTo(open.path("data"));
                assertThat(open.at("/data/title").asString("")).isEqualTo("from the cluster");
                assertThat(open.at("/data/version").asString(""))
                        .isEqualTo(client.getKubernetesVersion().getGitVersion());

                assertThat(units.path("closed").path("waitsFor").asString(""))
                        .isEqualTo("the key \"values.yaml\" of the Secret " + namespace.name()
                                + "/outside-secret, which the daemon does not give");
                assertThat(units.path("closed").path("objects")).isEmpty();
                assertThat(units.path("drawn").at("/daemon/line").asString(""))
                        .isEqualTo("not comparable, the daemon does not give the delivery's seed, from which random"
                                + " values are drawn");
                assertThat(units.path("drawn").at("/daemon/differs").asBoolean(true))
                        .isFalse();

                fileOfAnotherDeliveryOrCommit(shop, file);
            }
        }
    }

    /** A pin that no lock holds, a definition that tells the release, an overlay's image, and an original that stays at home. */
    @Test
    void whatIsFoundElsewhereAndCountedIsGivenToo(TestCluster clusters, FreshNamespace namespace) throws Exception {
        outside(clusters.client("resolved"), namespace.name());
        try (Shop shop = shop(namespace);
                ChartRepository charts = ChartRepository.start(0)) {
            charts.add("page", "1.0.0", chart("1.0.0"));
            shop.file("definitions/site.cue", DEFINITION);
            shop.file("apps/site/application.yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: site }
                    spec:
                      components:
                        - { name: pinned, type: helm, properties: { url: "%s", chart: page, version: 1.x } }
                        - { name: told, type: site, properties: { title: Hello } }
                        - { name: web, type: webservice, properties: { image: "web:1" } }
                        - { name: home, type: ref-objects, properties: { objects: [{ resource: configmap, name: outside-values }] } }
                    """.formatted(charts.url()));
            shop.file("environments/staging/site.yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: site }
                    spec: { images: [{ name: web, newTag: "2" }] }
                    """);
            shop.push();
            Path file = resolved(shop, clusters, charts);
            assertThat(Files.readString(file)).contains("revision:").contains("resolved: \"1.0.0\"");

            charts.add("page", "1.1.0", chart("1.1.0"));
            Path config = Files.writeString(
                    folder.resolve("mizzen.yaml"),
                    "artifacts: { hosts: [ { host: \"127.0.0.1:" + charts.port() + "\", plainHttp: true } ] }\n");
            Typed typed = render(shop, file, "--config", config.toString(), "-o", "json");
            assertThat(typed.err()).isEmpty();
            ObjectNode units = byComponent(typed);
            assertThat(units.propertyNames()).containsExactlyInAnyOrder("pinned", "told", "web", "home");
            units.forEach(unit -> assertThat(unit.at("/daemon/line").asString(""))
                    .as(unit.path("component").asString(""))
                    .isEqualTo("the daemon's"));
            assertThat(units.at("/pinned/objects/0/object/data/version").asString(""))
                    .isEqualTo("1.0.0");
            assertThat(units.at("/told/objects/0/object/data").properties())
                    .extracting(field -> field.getValue().asString(""))
                    .anyMatch(text -> text.matches("site-[0-9a-f]{10} 1"));
            assertThat(units.path("web").toString()).contains("web:2");
        }
    }

    private Path resolved(Shop shop, TestCluster clusters, ChartRepository charts) throws Exception {
        Config plain = shop.config(clusters, "resolved");
        Config.ArtifactHost host = new Config.ArtifactHost(
                "127.0.0.1",
                Optional.of(charts.port()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Set.of());
        Config config = new Config(
                plain.sources(),
                plain.clusters(),
                plain.data(),
                plain.store(),
                plain.listener(),
                plain.renderer(),
                plain.fieldManager(),
                plain.workers(),
                plain.tokens(),
                new Config.Artifacts(List.of(host), true),
                List.of());
        try (Mizzen mizzen = Mizzen.start(config)) {
            await().atMost(PATIENCE).until(() -> mizzen.board().all().stream().anyMatch(ResolvedIT::isApplied));
            Typed resolved = Typed.of("resolved", "shop/staging/site", "--server", "http://127.0.0.1:" + mizzen.port());
            assertThat(resolved.err()).isEmpty();
            return Files.writeString(folder.resolve("more.yaml"), resolved.out());
        }
    }

    private static byte[] chart(String version) {
        String page = """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: page }
                data: { version: {{ .Chart.Version | quote }} }
                """;
        return Packed.chart("page", version, Map.of("templates/page.yaml", page));
    }

    /** Without the file the same component is not rendered at all; with it, other files of the delivery are an error. */
    private void fileOfAnotherDeliveryOrCommit(Shop shop, Path file) throws IOException {
        Typed without = Typed.of("render", shop.directory().toString(), "site");
        assertThat(without.out()).contains("component open on staging is rendered once it has values of the ConfigMap");
        Typed other = render(shop, file, "web");
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("site.yaml:3:11: the file is of shop/staging/site, expected web");

        String text = Files.readString(file);
        String digest = text.replaceAll("(?s).*output: \"([0-9a-f]+)\".*", "$1");
        Path forged = Files.writeString(folder.resolve("forged.yaml"), text.replace(digest, "0".repeat(64)));
        Typed unlike = render(shop, forged, "site");
        assertThat(unlike.exit()).isEqualTo(1);
        assertThat(unlike.out()).contains("# the daemon's\n").contains("# not the daemon's, which has inputs");
        shop.file("charts/open/values.yaml", "title: none\nfooter: new\n");
        assertThat(render(shop, file, "site").err())
                .contains("site.yaml:5:8: the files of staging/site are others than those of commit");
        shop.file("charts/open/values.yaml", "title: none\n");
        shop.file("apps/site/application.yaml", APPLICATION.replace("web:1", "web:2"));
        Typed changed = render(shop, file, "site");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.err()).contains("site.yaml:5:8: the files of staging/site are others than those of commit");
        assertThat(changed.out()).isEmpty();
    }

    /** Pods do not start here: it is enough that all is written. */
    private static boolean isApplied(DeliveryState state) {
        return state.sync() == Sync.SYNCED;
    }

    private static String seed(KubernetesClient client) {
        return client.secrets().inNamespace("mizzen-system").list().getItems().stream()
                .map(secret -> secret.getData().get("seed"))
                .findFirst()
                .orElseThrow();
    }

    /** By component. */
    private static ObjectNode units(Shop shop, Path file) throws IOException {
        Typed typed = render(shop, file, "site", "-o", "json");
        assertThat(typed.err()).isEmpty();
        assertThat(typed.exit()).isZero();
        return byComponent(typed);
    }

    private static ObjectNode byComponent(Typed typed) {
        ObjectNode units = JSON.createObjectNode();
        JSON.readTree(typed.out())
                .forEach(unit -> units.set(unit.path("component").asString(""), unit));
        return units;
    }

    private static Typed render(Shop shop, Path file, String... more) throws IOException {
        return Typed.of(Stream.concat(
                        Stream.of(
                                "render",
                                "--resolved",
                                file.toString(),
                                shop.directory().toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static void outside(KubernetesClient client, String namespace) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("outside-values")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToData("values.yaml", "title: from the cluster\n")
                        .build())
                .create();
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("outside-secret")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("values.yaml", "title: swordfish\n")
                        .build())
                .create();
    }

    private Shop shop(FreshNamespace namespace) throws IOException {
        Shop shop = new Shop(folder, namespace.name());
        shop.without("web");
        shop.file("apps/site/application.yaml", APPLICATION);
        shop.file("environments/staging/site.yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: site }
                """);
        shop.file("charts/open/Chart.yaml", "apiVersion: v2\nname: open\nversion: 1.0.0\n");
        shop.file("charts/open/values.yaml", "title: none\n");
        shop.file("charts/open/templates/page.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: {{ .Release.Name }} }
                data:
                  title: {{ .Values.title | quote }}
                  version: {{ .Capabilities.KubeVersion.Version | quote }}
                  apps: {{ .Capabilities.APIVersions.Has "apps/v1" | quote }}
                """);
        shop.file("charts/drawn/Chart.yaml", "apiVersion: v2\nname: drawn\nversion: 1.0.0\n");
        shop.file("charts/drawn/templates/page.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: {{ .Release.Name }} }
                data: { password: {{ randAlphaNum 12 | quote }} }
                """);
        return shop;
    }
}
