package dev.mizzen.reconcile.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published schema of a lock, for editors, and the reader agree. */
class LockSchemaTest {
    private static final Path LOCKS = Path.of("src/test/resources/artifact/lock");
    private static final String DIGEST = "digest: \"sha256:" + "0".repeat(64) + "\"";
    private static final String COMMIT = "resolved: \"" + "a".repeat(40) + "\"";

    @Test
    void whatIsWrittenIsValid() throws IOException {
        for (String name : List.of("each-kind.yaml", "nothing.yaml")) {
            agree(Files.readString(LOCKS.resolve(name)), true);
        }
    }

    /** One mistake at a time, so that no other mistake hides what the schema lets pass. */
    @Test
    void eachMistakeIsOneForBoth() throws IOException {
        for (String top :
                List.of("form: 1", "artifacts: []", "form: 2\nartifacts: []", "form: 1\nartifacts: []\nx: 1")) {
            agree(top, false);
        }
        for (String item : List.of(
                "url: \"https://a/b.tgz\"",
                "url: \"https://a/b.tgz\", " + COMMIT,
                "url: \"https://a/b.tgz\", digest: \"sha256:12\"",
                "url: \"https://a\", chart: b, version: 1.0, " + DIGEST,
                "url: \"oci://a/b\", chrat: b, " + DIGEST,
                "url: \"oci://a/b\", source: b, path: c, " + COMMIT,
                "url: \"oci://a/b\", source: b, path: c, " + DIGEST + ", " + COMMIT,
                "source: b, " + COMMIT,
                "path: c, " + COMMIT,
                "source: b, path: c",
                "source: b, path: c, " + DIGEST,
                "source: b, path: c, resolved: main",
                DIGEST)) {
            agree("form: 1\nartifacts: [ { " + item + " } ]\n", false);
        }
    }

    private static void agree(String text, boolean right) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        boolean read;
        try {
            LockFile.read("mizzen.lock", content);
            read = true;
        } catch (Rejected e) {
            read = false;
        }
        assertThat(read).as("the reader: " + text).isEqualTo(right);
        var json = Values.toJson(
                YamlReader.read("mizzen.lock", content).documents().getFirst());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("../docs/schema/lock.json")), InputFormat.JSON)
                        .validate(json)
                        .isEmpty())
                .as("the schema: " + text)
                .isEqualTo(right);
    }
}
