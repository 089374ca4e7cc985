package dev.mizzen.reconcile.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.spec.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each folder of {@code planner/} is a case; digests are written as words. */
class PlannerTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ApplySetId MINE = new ApplySetId("mine");
    private static final Set<String> FILES = Set.of("desired.yaml", "observed.yaml", "owned.yaml", "plan.yaml");

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        Path root = Path.of("src/test/resources/planner");
        try (Stream<Path> cases = Files.list(root)) {
            List<Path> sorted = cases.sorted().toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream()
                    .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> check(dir)));
        }
    }

    private static void check(Path dir) throws Exception {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(f -> f.getFileName().toString())).hasSameElementsAs(FILES);
        }
        JsonNode ownedFile = read(dir, "owned.yaml");
        Plan plan = new Planner()
                .plan(desired(read(dir, "desired.yaml")), observed(read(dir, "observed.yaml")), owned(ownedFile));
        JsonNode expected = read(dir, "plan.yaml");
        assertThat(plan.actions().stream().map(PlannerTest::line))
                .containsExactlyElementsOf(texts(expected.path("actions")));
        assertThat(plan.held()
                        .map(h -> h.deletions().size() + " of " + h.owned() + (h.empty() ? ", empty" : ""))
                        .orElse("no"))
                .isEqualTo(expected.path("held").asString("no"));
        assertThat(plan.held().<Set<ObjectRef>>map(Plan.Held::deletions).orElse(Set.of()))
                .containsExactlyInAnyOrderElementsOf(refs(plan, line -> line.endsWith(" PRUNE_HELD")));
        assertThat(plan.spared())
                .containsExactlyInAnyOrderElementsOf(refs(plan, line -> line.endsWith(" PROTECTED_KIND")));
        assertThat(plan.outstanding())
                .containsExactlyInAnyOrderElementsOf(refs(
                        plan,
                        line -> line.startsWith("prune ")
                                || Stream.of("PRUNE_HELD", "PROTECTED_KIND", "PRUNE_DISABLED", "INCOMPLETE")
                                        .anyMatch(line::endsWith)));
    }

    private static List<ObjectRef> refs(Plan plan, Predicate<String> lines) {
        return plan.actions().stream()
                .filter(action -> lines.test(line(action)))
                .map(Action::ref)
                .toList();
    }

    private static JsonNode read(Path dir, String name) {
        return YAML.readTree(dir.resolve(name).toFile());
    }

    private static String line(Action action) {
        return switch (action) {
            case Action.Create a -> (a.missing() ? "create-missing " : "create ") + a.ref();
            case Action.Update a -> "update " + a.ref() + " " + a.reason();
            case Action.Prune a -> (a.orphan() ? "orphan " : "prune ") + a.ref();
            case Action.Keep a -> "keep " + a.ref() + " " + a.why();
        };
    }

    private static Desired desired(JsonNode file) throws Rejected {
        List<DesiredObject> objects = new ArrayList<>();
        for (JsonNode o : file.path("objects")) {
            ObjectRef ref = ref(o.path("ref").asString());
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("apiVersion", "v1").put("kind", ref.kind());
            body.putObject("metadata").put("name", ref.name());
            objects.add(new DesiredObject(
                    ref,
                    Manifest.of(body),
                    digest(o.path("digest").asString()),
                    o.path("component").asString("c"),
                    Wave.of(ref.group(), ref.kind()),
                    texts(o.path("ignored")).stream().map(JsonPointer::compile).toList(),
                    0,
                    treatment(o)));
        }
        return new Desired(objects, file.path("complete").asBoolean(true));
    }

    private static Treatment treatment(JsonNode o) {
        return new Treatment(
                false,
                Treatment.Once.valueOf(o.path("once").asString("NO")),
                List.of(),
                List.of(),
                Treatment.Access.valueOf(o.path("access").asString("OURS")));
    }

    private static Observed observed(JsonNode file) {
        Map<ObjectRef, ObservedObject> objects = new HashMap<>();
        for (JsonNode o : file.path("objects")) {
            ObjectRef ref = ref(o.path("ref").asString());
            objects.put(
                    ref,
                    new ObservedObject(
                            ref,
                            "uid-" + ref.name(),
                            "1",
                            Optional.of(o.path("partOf").asString("mine")),
                            Optional.of(new Mark(
                                    o.path("mark").asString(ref.toString()),
                                    digest(o.path("applied").asString("v1")))),
                            o.path("controlled").asBoolean(false),
                            o.path("terminating").asBoolean(false),
                            Observed.Leaving.of(o.path("prune").asString("")),
                            o.has("entry") && o.path("entry").isNull()
                                    ? Optional.empty()
                                    : Optional.of(digest(o.path("entry").asString("e1"))),
                            new Health(Health.State.valueOf(o.path("health").asString("HEALTHY")), ""),
                            o.path("finished").asBoolean(false),
                            additions(o.path("additions"))));
        }
        return new Observed(objects);
    }

    private static Owned owned(JsonNode file) {
        List<Set<ObjectRef>> approved = new ArrayList<>();
        for (JsonNode deletions : file.path("approved")) {
            approved.add(texts(deletions).stream().map(PlannerTest::ref).collect(Collectors.toSet()));
        }
        Set<ObjectRef> others = new HashSet<>();
        texts(file.path("wantedByOthers")).forEach(text -> others.add(ref(text)));
        return new Owned(
                MINE,
                digests(file.path("baselines")),
                digests(file.path("finished")),
                new Environment.Prune(
                        file.path("prune").asBoolean(true), file.path("guard").asInt(50)),
                file.path("retired").asBoolean(false),
                approved,
                others,
                file.path("removesAdditions").asBoolean(false));
    }

    /** Each as a field's name; labels and annotations begin with {@code metadata}. */
    private static List<Addition> additions(JsonNode names) {
        return texts(names).stream()
                .map(name -> new Addition(
                        FieldPath.ROOT.then(new FieldPath.Step.Name(name)),
                        "kubectl-edit",
                        Optional.empty(),
                        name.startsWith("metadata")))
                .toList();
    }

    private static Map<ObjectRef, Digest> digests(JsonNode node) {
        Map<ObjectRef, Digest> digests = new HashMap<>();
        node.properties()
                .forEach(e -> digests.put(ref(e.getKey()), digest(e.getValue().asString())));
        return digests;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private static Digest digest(String word) {
        return Digest.of(word);
    }

    private static ObjectRef ref(String text) {
        String[] parts = text.split("/", -1);
        return new ObjectRef(parts[0], parts[1], parts[2], parts[3]);
    }
}
