package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import dev.mizzen.testkit.docs.YamlBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the documentation shows as a file of a config repository is read without a mistake: the README's files make a whole
 * repository, and each file of another page changes that one.
 */
class DocumentationTest {
    private static final Path README = Path.of("../README.md");
    private static final String CONFIGURATION = "mizzen.yaml"; // its own test is in daemon
    private static final String LIVE = "a live object";
    private static final String DEFINITIONS = "definitions/";
    private static final Path STORIES = Path.of("../test-repos");
    private static final Revision HEAD = new Revision("0".repeat(40));

    @TempDir
    private Path temporary;

    /** One block on its page. */
    private record Shown(Path page, YamlBlock block) {
        @Override
        public String toString() {
            return page.getFileName() + ": " + block.what();
        }
    }

    private static List<Shown> shown() throws IOException {
        List<Shown> shown = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
            for (Path page : Stream.concat(
                            Stream.of(README),
                            pages.filter(f -> f.toString().endsWith(".md")).sorted())
                    .toList()) {
                YamlBlock.of(page).forEach(block -> shown.add(new Shown(page, block)));
            }
        }
        return shown;
    }

    /** A definition is for the renderer to read: what is shown is a file that a story delivers. */
    @TestFactory
    Stream<DynamicTest> definitionsAreThoseOfAStory() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Shown one : shown()) {
            if (one.block().what().startsWith(DEFINITIONS)) {
                tests.add(DynamicTest.dynamicTest(
                        one.toString(),
                        () -> assertThat(ofStories(one.block().what()))
                                .contains(one.block().text().lines().skip(1).toList())));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static List<List<String>> ofStories(String file) throws IOException {
        try (Stream<Path> files = Files.walk(STORIES)) {
            List<List<String>> found = new ArrayList<>();
            for (Path path : files.filter(f -> f.endsWith(file)).toList()) {
                found.add(Files.readAllLines(path));
            }
            return found;
        }
    }

    @TestFactory
    Stream<DynamicTest> filesOfARepositoryAreReadWithoutAMistake() throws IOException {
        Map<String, String> repository = new TreeMap<>();
        List<Shown> changes = new ArrayList<>();
        for (Shown one : shown()) {
            String what = one.block().what();
            assertThat(what)
                    .as("the first line of each block says what it shows: " + one)
                    .isNotEmpty();
            if (what.equals(CONFIGURATION) || what.equals(LIVE) || what.startsWith(DEFINITIONS)) {
                continue;
            }
            if (one.page().equals(README)) {
                repository.put(what, one.block().text());
            } else {
                changes.add(one);
            }
        }
        assertThat(repository).hasSize(3);
        assertThat(changes).hasSizeGreaterThan(3);
        return Stream.concat(
                repository.keySet().stream()
                        .map(file -> DynamicTest.dynamicTest("README.md: " + file, () -> isRead(file, repository))),
                changes.stream()
                        .map(one -> DynamicTest.dynamicTest(one.toString(), () -> {
                            Map<String, String> changed = new TreeMap<>(repository);
                            changed.put(one.block().what(), one.block().text());
                            isRead(one.block().what(), changed);
                        })));
    }

    private void isRead(String file, Map<String, String> files) throws Exception {
        Map<String, String> all = new TreeMap<>(files);
        String[] parts = file.split("/", 3);
        if (parts[0].equals("apps")) {
            all.putIfAbsent("environments/prod/" + parts[1] + ".yaml", """
                    apiVersion: core.oam.dev/v1beta1
                    kind: Application
                    metadata: { name: %s }
                    """.formatted(parts[1]));
        }
        boolean promoted = files.getOrDefault(file, "").contains("  promotion:\n");
        if (promoted) {
            all.putIfAbsent("environments/staging/environment.yaml", """
                    apiVersion: mizzen.dev/v1alpha1
                    kind: Environment
                    metadata: { name: staging }
                    """);
        }
        Path folder = Files.createTempDirectory(temporary, "repository");
        for (Map.Entry<String, String> entry : all.entrySet()) {
            Path at = folder.resolve(entry.getKey());
            Files.createDirectories(at.getParent());
            Files.writeString(at, entry.getValue());
        }
        SourceSpec spec = new SpecReader().read(new FolderSnapshot(folder, HEAD), revision -> {
            throw new Rejected(Problem.of("nothing is pinned"));
        });
        assertThat(spec.problems()).isEmpty();
        if (promoted) {
            assertThat(spec.deliveries())
                    .isNotEmpty()
                    .allSatisfy(delivery -> assertThat(delivery).isInstanceOf(DeliverySpec.AwaitingPromotion.class));
            return; // What the overlay would pin is not in the page.
        }
        assertThat(spec.deliveries())
                .allSatisfy(delivery -> assertThat(delivery).isInstanceOf(DeliverySpec.Deliver.class));
        if (parts[0].equals("definitions")) {
            return; // What is in it is read when it is rendered: SchematicChartIT does.
        }
        assertThat(spec.deliveries().stream()
                        .map(DeliverySpec.Deliver.class::cast)
                        .flatMap(delivery -> delivery.reads().keySet().stream()))
                .contains(file);
    }

    @Test
    void aLiveObjectIsMarkedAsOurs() throws Exception {
        List<Shown> live =
                shown().stream().filter(one -> one.block().what().equals(LIVE)).toList();
        assertThat(live).isNotEmpty();
        for (Shown one : live) {
            JsonNode object = Values.toJson(
                    YamlReader.read(one.toString(), one.block().text().getBytes(StandardCharsets.UTF_8))
                            .documents()
                            .getFirst());
            Mark mark = Mark.parse(object.at("/metadata/annotations/mizzen.dev~1applied")
                            .asString())
                    .orElseThrow();
            assertThat(mark.ref())
                    .isEqualTo(Manifest.of((ObjectNode) object).ref().toString());
            assertThat(object.at("/metadata/labels/applyset.kubernetes.io~1part-of")
                            .asString())
                    .isEqualTo(ApplySetId.of(DeliveryId.parse("shop/prod/web")).value());
        }
    }
}
