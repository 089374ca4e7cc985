package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code health/}: a live object, the time if the rule asks for it, and the health expected. */
class HealthRulesTest {
    private static final Path CASES = Path.of("src/test/resources/health");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Set<String> KEYS = Set.of("expected", "live", "now", "hasStatus");

    private final YAMLMapper yaml = new YAMLMapper();

    @TestFactory
    Stream<DynamicTest> objects_fare_as_their_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(example.propertyNames()).isSubsetOf(KEYS);
        Instant now = example.has("now") ? Instant.parse(example.path("now").asString()) : NOW;
        JsonNode expected = example.path("expected");

        JsonNode live = example.path("live");
        Gvk kind = Gvk.of(live.path("apiVersion").asString(), live.path("kind").asString());
        Health health = HealthRules.health(kind, live, example.path("hasStatus").asBoolean(false), now);

        assertThat(health)
                .isEqualTo(new Health(
                        Health.State.valueOf(expected.path("state").asString()),
                        expected.path("message").asString()));
    }

    @Test
    void a_long_message_is_cut_to_one_line() throws IOException {
        JsonNode live = yaml.readTree("""
                apiVersion: example.org/v1
                kind: Widget
                status: { conditions: [{ type: Stalled, status: "True", message: "%s" }] }
                """.formatted("very long ".repeat(100)));

        assertThat(HealthRules.health(live, NOW).message())
                .hasSize(HealthRules.MESSAGE_CHARACTERS)
                .endsWith("…");
    }
}
