package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** What {@code mizzen validate} says of rules that ignore nothing; only where all objects of the environment are known. */
class ValidateIT {
    @TempDir
    private Path repository;

    @Test
    void aRuleThatIgnoresNothingIsAWarningAndAMistakeIfOneIsStrict() throws Exception {
        repository("[{ kind: Deployment, path: /spec/replicas }, { kind: Deployment, path: /spec/paused }]");

        Typed typed = validate();

        assertThat(typed.out())
                .startsWith("warning: environments/dev/environment.yaml:6:")
                .contains("no Deployment that is delivered to dev has /spec/paused: nothing is ignored")
                .doesNotContain("/spec/replicas");
        assertThat(typed.exit()).isZero();
        assertThat(validate("--strict").exit()).isEqualTo(1);
    }

    @Test
    void nothingIsSaidWhereAnObjectIsNotKnown() throws Exception {
        repository("[{ kind: Deployment, path: /spec/paused }]");
        file("apps/broken/application.yaml", "apiVersion: core.oam.dev/v1beta1\nkind: Application\nspec: 1\n");
        file("environments/dev/broken.yaml", overlay("broken"));

        assertThat(validate().out()).doesNotContain("nothing is ignored");
    }

    private void repository(String ignore) throws IOException {
        file("environments/dev/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: dev }
                spec:
                  drift:
                    ignore: %s
                """.formatted(ignore));
        file("environments/dev/web.yaml", overlay("web"));
        file("apps/web/web.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web }
                spec:
                  replicas: 2
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata: { labels: { app: web } }
                    spec: { containers: [{ name: web, image: "web:1" }] }
                """);
    }

    private static String overlay(String app) {
        return "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: " + app + " }\n";
    }

    private void file(String path, String content) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Typed validate(String... more) {
        String[] line = new String[more.length + 2];
        line[0] = "validate";
        line[1] = repository.toString();
        System.arraycopy(more, 0, line, 2, more.length);
        return Typed.of(Ansi.OFF, line);
    }
}
