package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.MemorySnapshot;
import dev.mizzen.reconcile.model.Leaves;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that the command sops encrypted, opened by the real helper process. {@code sops/repo} is for the key in {@code
 * sops/alice.txt}, and one file for that in {@code sops/bob.txt}; they are used nowhere else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnsealerIT {
    private static final Path FOLDER = Path.of("src/test/resources/sops");
    private static final String PASSWORD = "correct-horse-battery";
    private static final String WEB = """
            name: web
            type: kustomize
            properties: { path: web }
            """;

    private RealRenderer sops;
    private RealRenderer real;

    @BeforeAll
    void start() {
        sops = RealRenderer.sops();
        real = new RealRenderer(HelperPool.Limits.DEFAULT);
    }

    @AfterAll
    void stop() {
        sops.close();
        real.close();
    }

    @ParameterizedTest
    @CsvSource({
        "secret.yaml, password: \"correct-horse-battery\"",
        "values.yaml, replicas: 3",
        "app.env, TOKEN=tok-0123456789abcdef",
        "conf.json, \"password\": \"json-secret-word\"",
        "note.txt, binary-secret-text",
    })
    void everyFormOfFileIsOpened(String file, String holds) throws Exception {
        String plain = new String(read(repo(keys("alice")), file), StandardCharsets.UTF_8);
        assertThat(plain).contains(holds).doesNotContain("ENC[", "sops");
    }

    @Test
    void aBinaryFileKeepsItsBytes() throws Exception {
        assertThat(read(repo(keys("alice")), "blob.bin")).hasSize(64);
    }

    @Test
    void linesAreWhereTheyAreInGit() throws Exception {
        List<String> plain = lines(read(repo(keys("alice")), "secret.yaml"));
        List<String> sealed = Files.readAllLines(FOLDER.resolve("repo/secret.yaml"));
        for (String begin : List.of("    password:", "    motd:", "kind: ConfigMap", "    answer:")) {
            assertThat(lineOf(plain, begin)).as(begin).isPositive().isEqualTo(lineOf(sealed, begin));
        }
    }

    @Test
    void everyValueThatIsOpenedIsHiddenFromThenOn() throws Exception {
        Leaves leaves = new Leaves();
        assertThat(leaves.masked(PASSWORD)).isEqualTo(PASSWORD);
        read(open(sealed(), keys("alice"), leaves), "secret.yaml");
        assertThat(leaves.masked("user shop-writer with " + PASSWORD + ", answer 42; second line of it"))
                .isEqualTo("user *** with ***, answer 42; ***");
    }

    @Test
    void withoutAKeyItIsSaidForWhomTheFileIs() {
        FileSealed none = refused(SourceKeys.NONE, "values.yaml");
        assertThat(none)
                .hasMessage("it is encrypted with SOPS for " + recipient("alice") + ", and no age key is given");
        assertThat(none.line()).isGreaterThan(1);
        SourceKeys lost = new SourceKeys(List.of(), Optional.empty(), List.of("file:/keys/shop.txt cannot be read"));
        assertThat(refused(lost, "values.yaml"))
                .hasMessageEndingWith("; a key is missing: file:/keys/shop.txt cannot be read");
    }

    @Test
    void withTheWrongKeyBothSidesAreNamedByWhatIsPublic() {
        assertThat(refused(keys("bob"), "values.yaml"))
                .hasMessage("it is encrypted with SOPS for " + recipient("alice") + ", which what we hold ("
                        + recipient("bob") + ") does not open");
        assertThat(refused(keys("alice"), "for-bob.yaml")).hasMessageContaining(recipient("bob"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"    replicas", "replicas"})
    void aFileThatWasChangedIsRefused(String key) throws Exception {
        String text = text("values.yaml");
        assertThat(text).contains("replicas");
        Snapshot changed = MemorySnapshot.of("shop", Map.of("values.yaml", text.replaceFirst("replicas", key + "x")));
        assertThatExceptionOfType(FileSealed.class)
                .isThrownBy(() -> read(open(changed, keys("alice"), new Leaves()), "values.yaml"))
                .satisfies(e -> assertThat(e.reason()).doesNotContain(PASSWORD));
    }

    @Test
    void whatIsLeftOfAnEncryptedFileIsRefusedAtItsLine() throws Exception {
        String text = text("secret.yaml");
        Snapshot leftover = MemorySnapshot.of("shop", Map.of("a.yaml", text.replaceAll("(?m)^sops:\\n( .*\\n)*", "")));
        FileSealed refused = catchThrowableOfType(
                FileSealed.class, () -> read(open(leftover, keys("alice"), new Leaves()), "a.yaml"));
        assertThat(refused).hasMessageContaining("no section \"sops\"");
        assertThat(refused.line()).isEqualTo(7);
    }

    @Test
    void aKeyServiceThatIsAwayIsWaitedFor() {
        SourceKeys away = new SourceKeys(List.of(), Optional.of("/nowhere/at/all.sock"), List.of());
        assertThatExceptionOfType(SnapshotUnreadable.class)
                .isThrownBy(() -> read(repo(away), "values.yaml"))
                .withMessageContaining("the key service does not answer");
    }

    /** The processes get no environment: a key that the user of the daemon has lying about opens nothing. */
    @Test
    void noKeyIsTakenFromAnywhereElse() {
        assertThat(System.getenv("SOPS_AGE_KEY_FILE")).isNull();
        assertThat(refused(SourceKeys.NONE, "app.env")).hasMessageContaining("no age key is given");
    }

    @Test
    void aKustomizationReadsEncryptedFiles() throws Exception {
        Rendered.Ready ready = render(new Renderer(real.pool), keys("alice"));
        assertThat(ready.objects().getFirst().manifest().json().toString())
                .contains("dG9rLTAxMjM0NTY3ODlhYmNkZWY=")
                .contains("YmluYXJ5LXNlY3JldC10ZXh0");
        Rejected refused = catchThrowableOfType(Rejected.class, () -> render(new Renderer(real.pool), SourceKeys.NONE));
        assertThat(refused.problems())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("web/note.txt:3:1 cannot be read", "no age key is given");
    }

    /** Nor does who has not the key get it by naming the same files: the blobs are equal, and their ids may be too. */
    @Test
    void whatWasRenderedWithAKeyIsNotFoundWithoutIt() throws Exception {
        Renderer shared = new Renderer(real.pool);
        render(shared, keys("alice"));
        render(shared, keys("alice"));
        assertThat(shared.renders()).isEqualTo(1);
        for (SourceKeys other : List.of(SourceKeys.NONE, keys("bob"))) {
            assertThatExceptionOfType(Rejected.class).isThrownBy(() -> render(shared, other));
        }
        assertThat(render(shared, keys("alice")).objects()).hasSize(1);
        assertThat(keys("alice").toString() + keys("alice").mark()).doesNotContain("AGE-SECRET");
    }

    private Rendered.Ready render(Renderer renderer, SourceKeys keys) throws Exception {
        Map<String, String> files = new HashMap<>();
        files.put(
                "web/kustomization.yaml",
                "secretGenerator: [{name: s, envs: [app.env], files: [note.txt]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n");
        files.put("web/app.env", text("app.env"));
        files.put("web/note.txt", text("note.txt"));
        TestApplication app = TestApplication.of(WEB);
        Snapshot snapshot = open(MemorySnapshot.of("shop", files), keys, new Leaves());
        Catalog catalog = Catalog.builtIn(real.pool).of(snapshot);
        return (Rendered.Ready)
                renderer.render(app.application(), app.unit("c", "shop"), catalog, ClusterFacts.UNKNOWN);
    }

    private FileSealed refused(SourceKeys keys, String file) {
        return catchThrowableOfType(FileSealed.class, () -> read(repo(keys), file));
    }

    private Snapshot repo(SourceKeys keys) throws IOException {
        return open(sealed(), keys, new Leaves());
    }

    private static Snapshot sealed() throws IOException {
        return DirectorySnapshot.of(new SourceName("shop"), FOLDER.resolve("repo"));
    }

    private Snapshot open(Snapshot sealed, SourceKeys keys, Leaves leaves) {
        return new Unsealer(sops.pool, leaves).open(sealed, keys);
    }

    private static byte[] read(Snapshot snapshot, String path) throws Exception {
        return snapshot.read((Entry.File) snapshot.entry(path).orElseThrow(), 1_000_000);
    }

    private static SourceKeys keys(String of) {
        return new SourceKeys(List.of(keyFile(of)), Optional.empty(), List.of());
    }

    private static String recipient(String of) {
        return keyFile(of).replaceAll("(?s).*public key: (age1\\w+).*", "$1");
    }

    private static String keyFile(String of) {
        try {
            return Files.readString(FOLDER.resolve(of + ".txt"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(FOLDER.resolve("repo").resolve(file));
    }

    private static List<String> lines(byte[] text) {
        return new ArrayList<>(new String(text, StandardCharsets.UTF_8).lines().toList());
    }

    private static int lineOf(List<String> lines, String begin) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(begin)) {
                return i + 1;
            }
        }
        return -1;
    }
}
