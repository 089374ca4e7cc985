package dev.mizzen.daemon.resolved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.ReleaseFacts.ValueKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolvedReaderTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final String FILE = """
            apiVersion: mizzen.dev/v1alpha1
            kind: ResolvedInputs
            delivery: shop/prod/web
            commit: %s
            files: %s
            clusters:
              - name: one
                labels: { purpose: prod }
                version: { major: "1", gitVersion: v1.33.1, platform: linux/amd64, minor: 33 }
                apis: [v1, apps/v1]
                birth: "2026-01-31T12:00:00Z"
                values: [{ kind: ConfigMap, namespace: web, name: site, key: values.yaml, text: "a: 1" }]
                components:
                  - { name: web, namespace: web, replica: "", inputs: "%s", output: "%s" }
            artifacts:
              - { url: "oci://registry.example.com/web", version: "1.x", resolved: "1.10", digest: "sha256:%s" }
            """.formatted("a".repeat(40), DIGEST, DIGEST, DIGEST, DIGEST);

    @Test
    void whatIsWrittenIsKnown() throws Exception {
        ResolvedFile file = read(FILE);
        assertThat(file.delivery()).hasToString("shop/prod/web");
        assertThat(file.at()).hasToString("web.yaml:3:11");
        ResolvedFile.Known one = Objects.requireNonNull(file.clusters().get(new ClusterName("one")));
        assertThat(one.cluster().labels()).containsEntry("purpose", "prod");
        assertThat(one.facts().gitVersion()).isEqualTo("v1.33.1");
        assertThat(one.facts().minor()).isEqualTo(33);
        assertThat(one.facts().release().orElseThrow().apis()).containsExactly("v1", "apps/v1");
        assertThat(one.facts().release().orElseThrow().birth().epochSeconds()).isEqualTo(1_769_860_800);
        assertThat(one.facts().release().orElseThrow().values())
                .containsEntry(new ValueKey("ConfigMap", "web", "site", "values.yaml"), "a: 1");
        assertThat(file.pins()).containsKey(new Wanted.Registry("oci://registry.example.com/web", "1.x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: ResolvedInputs    | kind: Application     | web.yaml:2:7: expected \"ResolvedInputs\"",
                "shop/prod/web           | web                   | web.yaml:3:11: expected SOURCE/ENV/APP",
                "commit: aaaaaaaaaa      | commit: main          | web.yaml:4:9: expected a full commit id",
                "name: one               | name: \"/\"           | web.yaml:7:11: expected the name of a cluster",
                "minor: 33               | minor: many           | web.yaml:9:79: expected a whole number from 0 to 9999",
                "2026-01-31T12           | soon                  | web.yaml:11:12: expected a time such as",
                "inputs: \"0             | inputs: \"x           | web.yaml:14:59: expected 64 hexadecimal digits",
                "birth:                  | brith:                | web.yaml:11:5: unknown field \"brith\"; did you mean \"birth\"?",
                "sha256:0                | md5:0                 | web.yaml:16:",
                "apps/v1]                | apps/v1               | web.yaml:11:",
            })
    void whatIsBrokenIsToldAtItsLine(String from, String to, String message) {
        assertThat(FILE).contains(from);
        assertThat(problem(FILE.replace(from, to))).startsWith(message);
    }

    @Test
    void anEmptyFileOneOfAnotherKindAndAClusterTwiceAreTold() {
        assertThat(problem("")).startsWith("web.yaml:1:1: expected one YAML document, as mizzen resolved writes it");
        assertThat(problem("- a\n")).startsWith("web.yaml:1:1: expected a map, found a list");
        String cluster = FILE.substring(FILE.indexOf("  - name: one"), FILE.indexOf("artifacts:"));
        assertThat(problem(FILE.replace("artifacts:", cluster + "artifacts:")))
                .startsWith("web.yaml:15:5: the cluster is here twice: one");
    }

    private static ResolvedFile read(String text) throws Rejected {
        return ResolvedReader.read("web.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String problem(String text) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> read(text));
        Problem first = rejected.problems().getFirst();
        return first.toString();
    }
}
