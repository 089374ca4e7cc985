package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Each file of {@code spent/}: an object of a stage, what is live of it ({@code health}, {@code finished}, {@code wanted}:
 * whether with the body that is wanted; nothing where it is not there), whether it is known to be {@code done}, and whether
 * it then goes or is waited for.
 */
class SpentTest {
    private static final Path CASES = Path.of("src/test/resources/spent");
    private static final Digest WANTED = Digest.of("wanted");
    private static final Digest OLD = Digest.of("old");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> hooks_go_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(5);
            return sorted.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException, Rejected {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(Set.of("object", "stage", "live", "done", "goes", "waits")).containsAll(example.propertyNames());
        DesiredObject object = desired(example);
        Map<ObjectRef, ObservedObject> live = new HashMap<>();
        if (example.has("live")) {
            live.put(object.ref(), live(object.ref(), example.path("live")));
        }
        Spent spent = Spent.of(
                new Desired(List.of(object), true),
                new Observed(live),
                example.path("done").asBoolean(false) ? Set.of(object.ref()) : Set.of());

        assertThat(spent.now()).hasSize(example.path("goes").asBoolean(false) ? 1 : 0);
        assertThat(String.join("; ", spent.later()))
                .isEqualTo(example.path("waits").asString(""));
    }

    private static DesiredObject desired(JsonNode example) throws Rejected {
        Manifest manifest = Manifest.of((ObjectNode) example.path("object"));
        return new DesiredObject(
                manifest.ref(),
                manifest,
                WANTED,
                "web",
                0,
                List.of(),
                example.path("stage").asInt(-1),
                Treatment.NORMAL);
    }

    private static ObservedObject live(ObjectRef ref, JsonNode live) {
        Digest digest = live.path("wanted").asBoolean(true) ? WANTED : OLD;
        return new ObservedObject(
                ref,
                "uid",
                "1",
                Optional.empty(),
                Optional.of(new Mark(ref.toString(), digest)),
                false,
                live.path("terminating").asBoolean(false),
                Observed.Leaving.DELETED,
                Optional.empty(),
                new Health(
                        Health.State.valueOf(live.path("health").asString("").toUpperCase(Locale.ROOT)),
                        live.path("reason").asString("")),
                live.path("finished").asBoolean(false),
                List.of());
    }
}
