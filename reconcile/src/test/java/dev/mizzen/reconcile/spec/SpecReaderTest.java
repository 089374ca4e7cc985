package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Each folder of {@code spec/} is a case: {@code repo/} is the head, {@code pins/<commit>/} are commits that may be pinned,
 * {@code expected.yaml} says what is read, where chosen values stand ({@code places}), and which files are left alone
 * ({@code unread}). {@code reads} of a delivery are compared only where the case names them.
 */
class SpecReaderTest {
    static final Path CASES = Path.of("src/test/resources/spec");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Revision HEAD = new Revision("0".repeat(40));

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            List<Path> sorted = cases.sorted().toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream()
                    .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> check(dir)));
        }
    }

    private static void check(Path dir) throws Exception {
        FolderSnapshot head = new FolderSnapshot(dir.resolve("repo"), HEAD);
        Map<Revision, FolderSnapshot> pins = pins(dir.resolve("pins"));
        SourceSpec spec = new SpecReader().read(head, revision -> {
            if (!pins.containsKey(revision)) {
                throw new Rejected(Problem.of("the commit " + revision.abbreviated() + " is not on the branch"));
            }
            return pins.get(revision);
        });

        ObjectNode expected =
                (ObjectNode) YAML.readTree(dir.resolve("expected.yaml").toFile());
        JsonNode unread = expected.optional("unread").orElse(YAML.createArrayNode());
        JsonNode places = expected.optional("places").orElse(YAML.createObjectNode());
        expected.remove(List.of("unread", "places"));
        ObjectNode actual = Dump.of(spec);
        dropUnaskedReads(actual, expected);
        assertThat(YAML.writeValueAsString(actual)).isEqualTo(YAML.writeValueAsString(expected));
        checkPlaces(spec, places);

        Set<String> left = new TreeSet<>(head.unread());
        for (FolderSnapshot pin : pins.values()) {
            left.addAll(pin.unread());
        }
        assertThat(left).as("files that nothing read").containsExactlyElementsOf(texts(unread));
    }

    private static Map<Revision, FolderSnapshot> pins(Path folder) throws IOException {
        Map<Revision, FolderSnapshot> pins = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> folders = Files.list(folder)) {
                for (Path pin : folders.toList()) {
                    Revision revision = new Revision(pin.getFileName().toString());
                    pins.put(revision, new FolderSnapshot(pin, revision));
                }
            }
        }
        return pins;
    }

    private static void dropUnaskedReads(ObjectNode actual, ObjectNode expected) {
        actual.path("deliveries").forEachEntry((id, delivery) -> {
            if (delivery instanceof ObjectNode node
                    && !expected.path("deliveries").path(id).has("reads")) {
                node.remove("reads");
            }
        });
    }

    /** {@code <env>/<app> <component>.<path into its properties>: file:line:column}. */
    private static void checkPlaces(SourceSpec spec, JsonNode places) {
        places.forEachEntry((where, place) -> {
            String id = where.substring(0, where.indexOf(' '));
            String path = where.substring(where.indexOf(' ') + 1);
            String name = path.substring(0, path.indexOf('.'));
            DeliverySpec.Deliver deliver = spec.deliveries().stream()
                    .filter(d -> (d.id().environment() + "/" + d.id().app()).equals(id))
                    .map(DeliverySpec.Deliver.class::cast)
                    .findFirst()
                    .orElseThrow();
            Application.Component component = deliver.application().components().stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(Dump.place(component.properties().orElseThrow(), path.substring(name.length() + 1)))
                    .as(where)
                    .isEqualTo(place.stringValue());
        });
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.stringValue()));
        return texts;
    }
}
