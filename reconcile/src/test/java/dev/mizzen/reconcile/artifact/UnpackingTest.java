package dev.mizzen.reconcile.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Rejected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Archives as tools pack them, and archives that mean harm. */
class UnpackingTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final byte[] NOTHING = new byte[0];

    private static Unpacked unpacked(byte[] archive) throws Rejected {
        return Unpacking.of("the address", SHOP, archive);
    }

    private static String text(Unpacked snapshot, String path) throws FileTooLarge {
        Entry.File file = (Entry.File) snapshot.entry(path).orElseThrow();
        return new String(snapshot.read(file, 1000), StandardCharsets.UTF_8);
    }

    @Test
    void itIsReadAsASnapshotIs() throws Exception {
        byte[] archive = new Tar()
                .directory("./")
                .directory("./base/")
                .file("./base/a.yaml", "a: 1")
                .file("deep/er/b.yaml", "b: 2")
                .file("c.yaml", "")
                .end();
        Unpacked snapshot = unpacked(archive);
        assertThat(snapshot.revision().id()).isEqualTo(Digest.of(archive).hex());
        assertThat(snapshot.children("")).extracting(Entry::path).containsExactly("base", "c.yaml", "deep");
        assertThat(snapshot.children("deep")).extracting(Entry::path).containsExactly("deep/er");
        assertThat(snapshot.children("base/a.yaml")).isEmpty();
        assertThat(snapshot.entry("")).containsInstanceOf(Entry.Directory.class);
        assertThat(snapshot.entry("deep/er")).containsInstanceOf(Entry.Directory.class);
        assertThat(snapshot.entry("deep/e")).isEmpty();
        assertThat(snapshot.entry("../base")).isEmpty();
        assertThat(text(snapshot, "base/a.yaml")).isEqualTo("a: 1");
        assertThat(text(snapshot, "deep/er/b.yaml")).isEqualTo("b: 2");
        assertThat(text(snapshot, "c.yaml")).isEmpty();
        Entry.File file = (Entry.File) snapshot.entry("base/a.yaml").orElseThrow();
        assertThat(file.id()).isEqualTo(Digest.of("a: 1").hex());
        assertThatThrownBy(() -> snapshot.read(file, 3)).isInstanceOf(FileTooLarge.class);
        snapshot.read(file, 4)[0] = 'x';
        assertThat(text(snapshot, "base/a.yaml")).isEqualTo("a: 1");
    }

    /** GNU's tar is the one of the machine; each of its formats has long names in its own way. */
    @TestFactory
    Stream<DynamicTest> formatsOfTar(@TempDir Path dir) throws Exception {
        String path = "d".repeat(90) + "/" + "e".repeat(90) + "/ünd.yaml";
        Path file = dir.resolve("in").resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "long: true");
        return Stream.of("gnu", "pax", "ustar")
                .map(format -> DynamicTest.dynamicTest(format, () -> {
                    Path packed = dir.resolve(format + ".tgz");
                    Process tar = new ProcessBuilder(
                                    "tar",
                                    "--format=" + format,
                                    "-czf",
                                    packed.toString(),
                                    "-C",
                                    dir.resolve("in").toString(),
                                    ".")
                            .inheritIO()
                            .start();
                    assertThat(tar.waitFor()).isZero();
                    assertThat(text(unpacked(Files.readAllBytes(packed)), path)).isEqualTo("long: true");
                }));
    }

    /** As macOS writes what it knows of a file besides. */
    @Test
    void anAttributeMayBeBytesOfAnyKind() throws Exception {
        byte[] record = bytes("22 SCHILY.xattr.a=123\n");
        record[18] = (byte) 0xff;
        byte[] archive = new Tar()
                .entry('x', "x", record)
                .file("a", "1")
                .entry('g', "g", record)
                .file("b", "2")
                .end();
        assertThat(text(unpacked(archive), "a")).isEqualTo("1");
        assertThat(text(unpacked(archive), "b")).isEqualTo("2");
    }

    private static Map<String, byte[]> hostile() {
        Map<String, byte[]> hostile = new LinkedHashMap<>();
        hostile.put("the archive is no gzip", "PK".getBytes(StandardCharsets.UTF_8));
        hostile.put("the archive is no gzip, or ends", NOTHING);
        hostile.put("the archive is no tar", new Tar().raw(new byte[] {1, 2, 3}).zipped());
        hostile.put("is no tar", new Tar().raw(filled(512)).zipped());
        hostile.put(
                "\"/etc/passwd\" in it is an absolute path",
                new Tar().file("/etc/passwd", "x").end());
        hostile.put(
                "\"a/../../b\" in it leads out",
                new Tar().file("a/../../b", "x").end());
        hostile.put("\"..\" in it leads out", new Tar().directory("..").end());
        hostile.put(
                "\"link\" in it is a link",
                new Tar().entry('2', "link", NOTHING).end());
        hostile.put(
                "\"hard\" in it is a link",
                new Tar().entry('1', "hard", NOTHING).end());
        hostile.put(
                "\"dev\" in it is neither", new Tar().entry('3', "dev", NOTHING).end());
        hostile.put(
                "\"fifo\" in it is neither",
                new Tar().entry('6', "fifo", NOTHING).end());
        hostile.put(
                "\"holes\" in it is neither",
                new Tar().entry('S', "holes", NOTHING).end());
        hostile.put(
                "\"a?b\" in it has a control character",
                new Tar().file("a\nb", "x").end());
        hostile.put(
                "\"a\" in it is in it twice",
                new Tar().file("a", "1").file("./a", "2").end());
        hostile.put(
                "\"b\" in it is a file and a directory",
                new Tar().file("b", "1").file("b/c", "2").end());
        hostile.put(
                "\"b/c\" in it is a file and a directory",
                new Tar().file("b/c/d", "1").file("b/c", "2").end());
        hostile.put(
                "\"\" in it is a file and a directory",
                new Tar().file("./.", "1").end());
        hostile.put(
                "not in UTF-8",
                new Tar().entry('0', new byte[] {(byte) 0xff}, "", "0", NOTHING).end());
        hostile.put("a size that is no number", size("\u0080\0\0\0\0\0\0\0\0\0\0"));
        hostile.put("a size that is no number ", size("-1"));
        hostile.put("a part that is too large", size("77777777777"));
        hostile.put(
                "the archive ends too early",
                new Tar()
                        .file("a", "1")
                        .entry('0', bytes("b"), "", "1000", NOTHING)
                        .zipped());
        hostile.put(
                "is no gzip, or ends too early",
                Arrays.copyOf(new Tar().file("a", noise(4000)).end(), 900));
        hostile.put(
                "extended header that is none",
                new Tar().entry('x', "x", bytes("99 path=a\n")).end());
        hostile.put(
                "extended header that is none ",
                new Tar().entry('x', "x", bytes("999999999 path=a\n")).end());
        hostile.put(
                "extended header that is none  ",
                new Tar().entry('x', "x", bytes("0 \n")).end());
        hostile.put(
                "more than 8 GiB",
                new Tar()
                        .entry('x', "x", bytes("21 size=999999999999\n"))
                        .file("a", "1")
                        .end());
        hostile.put(
                "\"../up\" in it leads out",
                new Tar()
                        .entry('x', "x", bytes("14 path=../up\n"))
                        .file("a", "1")
                        .end());
        hostile.put(
                "\"../GNU\" in it leads out",
                new Tar().entry('L', "x", bytes("../GNU\0")).file("a", "1").end());
        hostile.put(
                "a part that is too large ",
                new Tar().entry('x', "x", new byte[64 * 1024 + 1]).end());
        hostile.put(
                "a name of more than 1000",
                new Tar()
                        .entry('L', "x", bytes("a".repeat(1001) + "\0"))
                        .file("a", "1")
                        .end());
        hostile.put(
                "more than 50 deep",
                new Tar()
                        .entry('L', "x", bytes("a/".repeat(50) + "b\0"))
                        .file("a", "1")
                        .end());
        hostile.put("more than 10000 files", many("%d"));
        hostile.put("more than 10000 files ", many("%d/a/b"));
        hostile.put(
                "more than 32 MiB unpacked",
                new Tar().entry('0', "zeros", new byte[Unpacking.MOST_BYTES]).end());
        hostile.put("more than 32 MiB unpacked ", headers());
        return hostile;
    }

    @TestFactory
    Stream<DynamicTest> whatMeansHarmIsRefused() {
        return hostile().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThatThrownBy(() -> unpacked(one.getValue()))
                                .isInstanceOf(Rejected.class)
                                .hasMessageStartingWith("the address: ")
                                .hasMessageContaining(one.getKey().strip())));
    }

    @Test
    void whatIsAtTheBoundIsTaken() throws Exception {
        Tar tar = new Tar();
        for (int i = 0; i < Unpacking.MOST_ENTRIES; i++) {
            tar.file("f" + i, "");
        }
        assertThat(unpacked(tar.end()).children("")).hasSize(Unpacking.MOST_ENTRIES);
        String deep = "a/".repeat(Unpacking.MOST_DEPTH - 1) + "b";
        assertThat(text(unpacked(new Tar().file(deep, "1").end()), deep)).isEqualTo("1");
        byte[] whole = new byte[Unpacking.MOST_BYTES - 3 * 512];
        assertThat(unpacked(new Tar().entry('0', "zeros", whole).end()).bytes()).isEqualTo(whole.length);
    }

    /** Headers alone, which weigh nothing once they are packed. */
    private static byte[] headers() {
        Tar tar = new Tar();
        for (int i = 0; i <= Unpacking.MOST_BYTES / 512; i++) {
            tar.directory("same");
        }
        return tar.end();
    }

    private static byte[] many(String name) {
        Tar tar = new Tar();
        for (int i = 0; i <= Unpacking.MOST_ENTRIES; i++) {
            tar.file(name.formatted(i), "");
        }
        return tar.end();
    }

    private static byte[] size(String size) {
        return new Tar().entry('0', bytes("a"), "", size, NOTHING).end();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) '7');
        return bytes;
    }

    /** What does not get smaller when it is packed. */
    private static String noise(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(90)));
        }
        return text.toString();
    }
}
