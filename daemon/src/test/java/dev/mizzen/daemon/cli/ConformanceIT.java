package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mizzen.daemon.cli.conformance.ListedReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own cases, derived from KubeVela's rules, and the shared ones that its command line made, where they are. */
class ConformanceIT {
    private static final Path SHARED =
            Path.of(Objects.requireNonNullElse(System.getenv("MIZZEN_CONFORMANCE"), "../../shared/conformance"));

    @Test
    void ourOwnCasesPass() {
        Typed typed = Typed.of("conformance", "src/test/resources/conformance");
        assertThat(typed.out()).endsWith(" passed, 0 failed, 0 differ by a listed reason\n");
        assertThat(typed.exit()).isZero();
    }

    @Test
    void eachDifferenceOnPurposeIsToldByItsRule() throws Exception {
        Path cases = Path.of("src/test/resources/conformance-listed");
        Typed typed = Typed.of("conformance", cases.toString());
        assertThat(typed.out()).contains("\n0 passed, 0 failed, ");
        assertThat(typed.exit()).isZero();
        try (Stream<Path> all = Files.list(cases.resolve("cases"))) {
            assertThat(typed.out().lines().filter(line -> line.startsWith("differs ")))
                    .hasSize((int) all.count());
        }
    }

    @Test
    void theSharedCasesPass() {
        assumeTrue(Files.isDirectory(SHARED), "no shared cases at " + SHARED);
        Typed typed = Typed.of("conformance", SHARED.toString());
        assertThat(typed.out().lines().filter(line -> line.startsWith("failed ")))
                .isEmpty();
        assertThat(typed.exit()).isZero();
    }

    @Test
    void theFirstDifferenceIsTold(@TempDir Path folder) throws Exception {
        Path wrong = Files.createDirectories(folder.resolve("cases/wrong"));
        Files.writeString(wrong.resolve("app.yaml"), """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: web }
                spec:
                  components:
                    - name: web
                      type: k8s-objects
                      properties:
                        objects: [{ apiVersion: v1, kind: ConfigMap, data: { a: "2" } }]
                """);
        Files.writeString(wrong.resolve("expected.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                  namespace: default
                  annotations: {}
                  labels:
                    app.oam.dev/appRevision: ""
                    app.oam.dev/component: web
                    app.oam.dev/name: web
                    app.oam.dev/namespace: default
                    app.oam.dev/resourceType: WORKLOAD
                    workload.oam.dev/type: k8s-objects
                data: { a: "1" }
                """);
        Typed typed = Typed.of("conformance", folder.toString());
        assertThat(typed.out()).isEqualTo("""
                        failed  cases/wrong: object 1 (ConfigMap web) at data.a: expected "1", found "2"
                        0 passed, 1 failed, 0 differ by a listed reason
                        """);
        assertThat(typed.exit()).isEqualTo(1);
    }

    @Test
    void otherDefinitionsTakeThePlaceOfOurs(@TempDir Path folder) throws Exception {
        Path one = Files.createDirectories(folder.resolve("cases/one"));
        Files.writeString(one.resolve("app.yaml"), """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: web }
                spec: { components: [{ name: web, type: worker, properties: { image: web } }] }
                """);
        Files.writeString(one.resolve("error.txt"), "Error: fetch component/policy type of web: not found\n");
        Path none = Files.createDirectories(folder.resolve("none"));
        assertThat(Typed.of("conformance", folder.toString()).exit()).isEqualTo(1);
        assertThat(Typed.of("conformance", folder.toString(), "--definitions", none.toString())
                        .exit())
                .isZero();
    }

    @Test
    void everyListedReasonStandsInTheDocumentation() throws Exception {
        String text = Files.readString(Path.of("../docs/kubevela-differences.md"));
        assertThat(List.of(ListedReason.values()))
                .allSatisfy(reason -> assertThat(text).contains("| " + reason.subject() + " |"));
    }
}
