package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionIT {
    @Test
    void theCompletionScriptIsValidBashAndKnowsTheCommands(@TempDir Path scratch) throws Exception {
        Typed typed = Typed.of("generate-completion");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).contains("validate", "explain", "--kubernetes");
        Path script = Files.writeString(scratch.resolve("mizzen"), typed.out());
        Process bash = new ProcessBuilder("bash", "-n", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
    }
}
