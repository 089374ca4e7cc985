package dev.mizzen.reconcile.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.yaml.ChartIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Locks and indexes from files: each YAML file is read, the text beside it says what comes of it. And the contents on disk. */
class FilesTest {
    private static final Path ROOT = Path.of("src/test/resources/artifact");
    private static final SourceName SHOP = new SourceName("shop");

    private static Stream<Path> yaml(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(all).isNotEmpty();
            return all.stream();
        }
    }

    private static Path beside(Path file) {
        return Path.of(file.toString().replace(".yaml", ".txt"));
    }

    /** One without a text is written again as it is. */
    @TestFactory
    Stream<DynamicTest> locks() throws IOException {
        return yaml("lock")
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String text = Files.readString(file);
                    String found;
                    try {
                        found = LockFile.text(LockFile.read("mizzen.lock", text.getBytes(StandardCharsets.UTF_8)));
                    } catch (Rejected e) {
                        found = e.problems().stream()
                                .map(problem -> problem + "\n")
                                .collect(Collectors.joining());
                    }
                    assertThat(found).isEqualTo(Files.exists(beside(file)) ? Files.readString(beside(file)) : text);
                }));
    }

    @TestFactory
    Stream<DynamicTest> indexes() throws IOException {
        return yaml("index")
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String found;
                    try (InputStream text = Files.newInputStream(file)) {
                        found = ChartIndex.read("the index", text, "page").stream()
                                .map(version ->
                                        (version.version() + " " + String.join(" ", version.urls())).strip() + "\n")
                                .collect(Collectors.joining());
                    } catch (Rejected e) {
                        found = e.problems().getFirst() + "\n";
                    }
                    assertThat(found).isEqualTo(Files.readString(beside(file)));
                }));
    }

    @Test
    void aPinIsReadAsItIsWritten() {
        Pin content = new Pin.Content("1.2.3 with a word", Digest.of("a"));
        assertThat(Pin.parse(content.text())).contains(content);
        assertThat(Pin.parse("sha256:12 1.0")).isEmpty();
        assertThat(Pin.parse("commit:main")).isEmpty();
        assertThat(Pin.parse("")).isEmpty();
    }

    @Test
    void whatIsNotWhatItsNameSaysIsDropped(@TempDir Path dir) throws IOException {
        ContentStore store = new ContentStore(dir, 1000, Clock.systemUTC());
        Digest digest = store.put(SHOP, "content".getBytes(StandardCharsets.UTF_8));
        assertThat(store.find(SHOP, digest)).isPresent();
        assertThat(store.find(new SourceName("other"), digest)).isEmpty();
        Path file = dir.resolve("shop").resolve(digest.hex());
        Files.writeString(file, "c0ntent");
        assertThat(store.find(SHOP, digest)).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom(@TempDir Path dir) throws IOException {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        List<String> names = List.of("a", "b", "c");
        for (int i = 0; i < names.size(); i++) {
            Clock at = Clock.fixed(now.plus(Duration.ofMinutes(i)), ZoneOffset.UTC);
            ContentStore store = new ContentStore(dir, 25, at);
            store.find(SHOP, store.put(SHOP, content(names.get(i))));
        }
        ContentStore store = new ContentStore(dir, 25, Clock.systemUTC());
        assertThat(names.stream()
                        .filter(name ->
                                store.find(SHOP, Digest.of(content(name))).isPresent()))
                .containsExactly("b", "c");
    }

    private static byte[] content(String name) {
        return name.repeat(10).getBytes(StandardCharsets.UTF_8);
    }
}
