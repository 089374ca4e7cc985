package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.testkit.git.RealGit;
import dev.mizzen.testkit.registry.ChartRepository;
import dev.mizzen.testkit.registry.Packed;
import dev.mizzen.testkit.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mizzen lock} against a real repository, a real registry and a real Git repository. */
class LockIT {
    private static final String APPLICATION = """
            apiVersion: core.oam.dev/v1beta1
            kind: Application
            metadata: { name: blog }
            spec:
              components:
                - { name: page, type: helm, properties: { url: "%s", chart: page, version: 1.x } }
                - { name: side, type: helmchart, properties: { chart: { source: "oci://%s/team/side", version: "~1.0" } } }
                - { name: base, type: helm, properties: { source: platform, path: charts/base } }
            """;

    @TempDir
    private Path dir;

    @Test
    void aLockIsWrittenOnceHoldsAndMovesWhenAsked() throws Exception {
        try (ChartRepository charts = ChartRepository.start(0);
                Registry registry = Registry.start(dir.resolve("registry"), 0)) {
            charts.add("page", "1.0.0", chart("page", "1.0.0"));
            registry.pushChart("team/side", "1.0.0", chart("side", "1.0.0"));
            String commit = platform();
            file("repo/apps/blog/application.yaml", APPLICATION.formatted(charts.url(), registry.host()));
            config(charts, registry);

            assertThat(lock("--check").exit()).isEqualTo(1);
            assertThat(dir.resolve("repo/apps/blog/mizzen.lock")).doesNotExist();
            Typed first = lock();
            assertThat(first.err()).isEmpty();
            assertThat(first.out())
                    .contains("apps/blog/mizzen.lock")
                    .contains("+ url " + charts.url() + ", chart page, version 1.x: 1.0.0 sha256:");
            assertThat(lockText())
                    .contains("resolved: \"1.0.0\"\n    digest: " + Registry.digest(chart("page", "1.0.0")))
                    .contains("digest: " + Registry.digest(chart("side", "1.0.0")))
                    .contains("source: platform\n    path: \"charts/base\"\n    resolved: \"" + commit + "\"");
            assertThat(lock("--check").exit()).isZero();

            charts.add("page", "1.1.0", chart("page", "1.1.0"));
            charts.add("page", "2.0.0", chart("page", "2.0.0"));
            registry.pushChart("team/side", "1.1.0", chart("side", "1.1.0"));
            String before = lockText();
            assertThat(lock().out()).contains("nothing to lock");
            assertThat(lockText()).isEqualTo(before);
            assertThat(render()).contains("version: 1.0.0").doesNotContain("1.1.0");
            Typed would = lock("--check", "--update");
            assertThat(would.exit()).isEqualTo(1);
            assertThat(would.out()).contains("~ ").contains("1.0.0 sha256:").contains("-> 1.1.0 sha256:");
            assertThat(lockText()).isEqualTo(before);
            assertThat(lock("--update").exit()).isZero();
            assertThat(lockText()).contains("\"1.1.0\"").doesNotContain("2.0.0");
            assertThat(render()).contains("version: 1.1.0");
            Typed valid = mizzen("validate", dir.resolve("repo").toString());
            assertThat(valid.out()).doesNotContain("mizzen.lock").contains("no mistakes");
        }
    }

    @Test
    void aKustomizationOfARegistryIsLockedAsAChartIs() throws Exception {
        try (ChartRepository charts = ChartRepository.start(0);
                Registry registry = Registry.start(dir.resolve("registry"), 0)) {
            platform();
            config(charts, registry);
            String url = "oci://" + registry.host() + "/team/deploy";
            file("repo/apps/blog/application.yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: blog }
                    spec:
                      components:
                        - name: web
                          type: kustomize
                          properties: { url: "%s", path: ., oci: { semver: 1.x } }
                    """.formatted(url));
            pushDeploy(registry, "1.0.0");
            assertThat(lock().out()).contains("+ url " + url + ", version 1.x: 1.0.0 sha256:");
            assertThat(lockText())
                    .contains(
                            "  - url: " + url + "\n    version: \"1.x\"\n    resolved: \"1.0.0\"\n    digest: sha256:");
            pushDeploy(registry, "1.1.0");
            assertThat(lock("--check").exit()).isZero();
            assertThat(render()).contains("version: 1.0.0").doesNotContain("1.1.0");
            assertThat(lock("--update").out()).contains("-> 1.1.0 sha256:");
            assertThat(render()).contains("version: 1.1.0");
        }
    }

    private static void pushDeploy(Registry registry, String version) throws Exception {
        byte[] layer = Packed.files(Map.of(
                "kustomization.yaml",
                "resources: [map.yaml]\n",
                "map.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { version: " + version + " }\n"));
        String flux = "application/vnd.cncf.flux.";
        registry.push("team/deploy", version, flux + "config.v1+json", flux + "content.v1.tar+gzip", layer);
    }

    @Test
    void whatIsNotLockedIsAWarningAndAnOutageIsToldAsOne() throws Exception {
        ChartRepository charts = ChartRepository.start(0);
        charts.add("page", "1.0.0", chart("page", "1.0.0"));
        String one = APPLICATION.substring(0, APPLICATION.indexOf("    - { name: side"));
        file("repo/apps/blog/application.yaml", one.formatted(charts.url()));
        file(
                "mizzen.yaml",
                "artifacts: { hosts: [ { host: \"127.0.0.1:" + charts.port() + "\", plainHttp: true } ] }\n");
        Typed valid = mizzen("validate", dir.resolve("repo").toString());
        assertThat(valid.exit()).isZero();
        assertThat(valid.out())
                .contains("warning: apps/blog/application.yaml:6:52: url " + charts.url())
                .contains("run mizzen lock");
        charts.close();
        file("repo/apps/blog/application.yaml", one.formatted(charts.url()).replace("1.x", "1.y"));
        Typed away = lock();
        assertThat(away.exit()).isEqualTo(3);
        assertThat(away.err()).contains("does not answer");
    }

    private void config(ChartRepository charts, Registry registry) throws IOException {
        file("mizzen.yaml", """
                artifacts:
                  hosts:
                    - { host: "127.0.0.1:%d", plainHttp: true }
                    - { host: "%s", plainHttp: true }
                sources:
                  - { name: platform, url: "file://%s", branch: main }
                """.formatted(charts.port(), registry.host(), dir.resolve("platform")));
    }

    /** A repository with a chart; answers its commit. */
    private String platform() throws Exception {
        file("platform/charts/base/Chart.yaml", "apiVersion: v2\nname: base\nversion: 1.0.0\n");
        file("platform/charts/base/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: base }\n");
        RealGit git = RealGit.in(dir.resolve("platform"));
        git.run("init", "-q", "-b", "main");
        git.run("add", ".");
        git.run("commit", "-q", "-m", "a chart");
        return git.run("rev-parse", "HEAD").strip();
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

    private String lockText() throws IOException {
        return Files.readString(dir.resolve("repo/apps/blog/mizzen.lock"));
    }

    private String render() {
        return mizzen("render", dir.resolve("repo").toString()).out();
    }

    private Typed lock(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "lock";
        words[1] = dir.resolve("repo").toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return mizzen(words);
    }

    private Typed mizzen(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = dir.resolve("mizzen.yaml").toString();
        return Typed.of(all);
    }

    private void file(String path, String content) throws IOException {
        Path file = dir.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
