package dev.mizzen.daemon.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A {@code story.yaml} as data; its form is told in {@code test-repos/README.md}. */
record Story(
        String about,
        Map<String, Map<String, String>> clusters,
        @Nullable List<String> sources,
        @Nullable StoreKind store,
        @Nullable Teller forge,
        @Nullable String poll,
        @Nullable Map<String, String> actsAs,
        @Nullable Map<String, Second> installations,
        @Nullable Map<String, List<String>> keys,
        @Nullable Map<String, JsonNode> rights,
        @Nullable List<String> secrets,
        List<Step> steps) {
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

    /** Where the daemon keeps its memory. */
    enum StoreKind {
        h2,
        postgres
    }

    /** Who is told the state of commits. */
    enum Teller {
        github,
        gitlab,
        gitea,
        git
    }

    /**
     * Another installation on the same clusters.
     *
     * @param manager its field manager
     * @param sources from the name that it gives to a source to the repository
     */
    record Second(String manager, Map<String, String> sources) {}

    /** Exactly one of the parts says what the step does; the others belong to it. */
    record Step(
            @Nullable String commit,
            @Nullable List<String> remove,
            @Nullable Map<String, String> replace,
            @Nullable Map<String, String> generate,
            @Nullable GitAction git,
            @Nullable Pulling pull,
            @Nullable String source,
            @Nullable Write live,
            @Nullable Write create,
            @Nullable Target delete,
            @Nullable DaemonAction daemon,
            @Nullable String installation,
            Approver.@Nullable Yes approve,
            @Nullable Breakage fault,
            @Nullable Configuration config,
            @Nullable Map<String, List<String>> charts,
            @Nullable Map<String, List<String>> keys,
            @Nullable Expectation expect) {
        /** Whether it changes the world; an expectation only looks. */
        boolean acts() {
            return expect == null;
        }
    }

    /** What is done to the daemon's process. */
    enum DaemonAction {
        kill,
        stop,
        start
    }

    /** What is done to the branch of a repository; exactly one of the parts. */
    record GitAction(
            @Nullable String reset,
            @Nullable String empty,
            @Nullable String rename,
            @Nullable Boolean delete) {}

    /**
     * What people do with the pull request of a branch; exactly one of the first five.
     *
     * @param by who; {@code alice} where it is not said
     */
    record Pulling(
            @Nullable String merge,
            @Nullable String approve,
            @Nullable String close,
            @Nullable Opening open,
            @Nullable String push,
            @Nullable String by) {}

    /** A branch on top of the newest commit, with what the step's commit holds, and a pull request for it; in another repository where {@code fork} names it. */
    record Opening(String head, String title, @Nullable String fork) {}

    /** What {@code mizzen.yaml} says from now on; what is left out stays. */
    record Configuration(
            @Nullable Map<String, Map<String, String>> clusters,
            @Nullable List<String> sources,
            @Nullable Map<String, JsonNode> rights) {}

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

    /** What must hold, all of it at one moment, or for as long as {@code holds} says. */
    record Expectation(
            @Nullable String within,
            @Nullable String holds,
            @Nullable Boolean passing,
            @Nullable String installation,
            @Nullable String source,
            @Nullable String of,
            @Nullable Map<String, JsonNode> deliveries,
            @Nullable List<Target> objects,
            @Nullable List<Target> absent,
            @Nullable List<Target> same,
            @Nullable Map<String, String> statuses,
            @Nullable Map<String, JsonNode> pulls,
            @Nullable List<String> metrics,
            @Nullable List<String> ready,
            @Nullable List<String> page,
            @Nullable Map<String, Map<String, Integer>> requests,
            @Nullable Never never) {
        /** The same without what a daemon that is killed forgets or repeats. */
        Expectation whatStays() {
            return new Expectation(
                    within,
                    null,
                    null,
                    installation,
                    source,
                    of,
                    deliveries == null ? null : Forgotten.without(deliveries),
                    objects,
                    absent,
                    same,
                    statuses,
                    pulls,
                    metrics,
                    ready,
                    page,
                    null,
                    never);
        }
    }

    /** What must not happen from the last action until the expectation is true. */
    record Never(
            @Nullable List<Target> deleted,
            @Nullable List<Target> changed,
            @Nullable Map<String, JsonNode> deliveries) {}

    /** {@code 30s}, {@code 1m}. */
    static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    List<String> sourceNames() {
        return sources == null ? List.of(World.SOURCE) : sources;
    }
}
