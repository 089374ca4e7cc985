package dev.mizzen.daemon.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A {@code story.yaml} as data; its form is told in {@code test-repos/README.md}. */
record Story(String about, Map<String, Map<String, String>> clusters, List<Step> steps) {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Story read(Path file) {
        try {
            return YAML.readValue(Files.readAllBytes(file), Story.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Exactly one of the parts says what the step does; {@code remove} and {@code replace} belong to a commit. */
    record Step(
            @Nullable String commit,
            @Nullable List<String> remove,
            @Nullable Map<String, String> replace,
            @Nullable Write live,
            @Nullable Write create,
            @Nullable Target delete,
            @Nullable DaemonAction daemon,
            Approver.@Nullable Yes approve,
            @Nullable Expectation expect) {}

    /** What is done to the daemon's process. */
    enum DaemonAction {
        kill,
        stop,
        start
    }

    /** A write to a cluster by a field manager other than ours. */
    record Write(String cluster, String as, JsonNode object) {}

    /** An object of a cluster, and what it must have. */
    record Target(
            String cluster,
            String apiVersion,
            String kind,
            @Nullable String namespace,
            String name,
            @Nullable JsonNode has) {
        String label() {
            return cluster + ": " + kind + " " + (namespace == null ? "" : namespace + "/") + name;
        }
    }

    /** What must hold, all of it at one moment. */
    record Expectation(
            @Nullable String within,
            @Nullable Map<String, JsonNode> deliveries,
            @Nullable List<Target> objects,
            @Nullable List<Target> absent,
            @Nullable List<Target> same,
            @Nullable Map<String, String> statuses,
            @Nullable List<String> metrics) {}
}
