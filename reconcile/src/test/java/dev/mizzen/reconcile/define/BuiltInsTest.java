package dev.mizzen.reconcile.define;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInsTest {
    @Test
    void areFoundInAFolderOfTheClassPath() {
        assertThat(BuiltIns.files())
                .containsKeys("definitions/component/webservice.cue", "definitions/trait/scaler.cue")
                .hasEntrySatisfying(
                        "definitions/trait/scaler.cue", text -> assertThat(text).contains("template: {"));
    }

    @Test
    void areTheSameInAJar(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("reconcile.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("definitions/"));
            out.putNextEntry(new JarEntry("other/x.cue"));
            for (Map.Entry<String, String> entry : BuiltIns.files().entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(BuiltIns.files(
                        URI.create("jar:" + jar.toUri() + "!/definitions").toURL()))
                .isEqualTo(BuiltIns.files());
    }
}
