package dev.mizzen.reconcile.observe.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each file of {@code verdicts/}: what a kind says, what a policy said and says, and the health that counts. */
class VerdictsTest {
    private static final Path CASES = Path.of("src/test/resources/verdicts");
    private static final Set<String> KEYS =
            Set.of("policy", "kind", "before", "answer", "failed", "release", "terminating", "expected");
    private static final ClusterName ONE = new ClusterName("one");
    private static final DeliveryId ORDERS = DeliveryId.parse("shop/dev/orders");
    private static final ObjectRef QUEUE = new ObjectRef("shop.example.com", "Queue", "shop", "orders");
    private static final Digest RELEASE = Digest.of("release");

    private final YAMLMapper yaml = new YAMLMapper();
    private final Verdicts verdicts = new Verdicts();

    @TestFactory
    Stream<DynamicTest> the_health_that_counts_is_as_the_file_says() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private void check(Path file) throws IOException {
        JsonNode example = yaml.readTree(Files.readString(file));
        assertThat(example.propertyNames()).isSubsetOf(KEYS);
        Verdicts own = new Verdicts();
        own.put(ORDERS, ONE, List.of(policy(example.path("policy"))));
        Verdicts.Entry entry = own.entries(ORDERS, ONE).getFirst();
        Map<ObjectRef, Digest> marks = Map.of(QUEUE, RELEASE);
        if (example.has("before")) {
            entry.take(Verdict.of(example.path("before"), Map.of(), marks));
        }
        entry.take(
                example.has("failed")
                        ? Verdict.failed(example.path("failed").asString(), Map.of(), marks)
                        : Verdict.of(example.path("answer"), Map.of(), marks));

        JsonNode expected = example.path("expected");
        SortedMap<String, String> details = new TreeMap<>();
        expected.path("details").forEachEntry((name, value) -> details.put(name, value.asString()));
        Digest release =
                example.has("release") ? Digest.of(example.path("release").asString()) : RELEASE;
        boolean terminating = example.path("terminating").asBoolean(false);
        assertThat(own.of(ONE, queue(release, health(example.path("kind")), terminating)))
                .isEqualTo(new Health(health(expected).state(), health(expected).message(), details));
    }

    @Test
    void an_object_that_no_policy_is_about_fares_as_its_kind_says() {
        assertThat(verdicts.of(ONE, queue(RELEASE, Health.HEALTHY, false))).isSameAs(Health.HEALTHY);
        assertThat(verdicts.concerns(ORDERS)).isFalse();
    }

    @Test
    void a_policy_that_stays_keeps_what_it_said_and_one_that_ends_says_nothing_any_more() throws IOException {
        HealthPolicy policy = policy(yaml.readTree("healthPolicy: 'isHealth: true'"));
        verdicts.put(ORDERS, ONE, List.of(policy));
        verdicts.entries(ORDERS, ONE).getFirst().take(said(true));
        verdicts.put(ORDERS, ONE, List.of(policy(yaml.readTree("healthPolicy: 'isHealth: true'"))));
        assertThat(verdicts.of(ONE, queue(RELEASE, missing(), false)).state()).isEqualTo(Health.State.HEALTHY);

        verdicts.put(ORDERS, ONE, List.of(policy(yaml.readTree("healthPolicy: 'isHealth: 1 == 1'"))));
        assertThat(verdicts.of(ONE, queue(RELEASE, missing(), false)).state()).isEqualTo(Health.State.PROGRESSING);

        verdicts.forget(ORDERS);
        assertThat(verdicts.of(ONE, queue(RELEASE, missing(), false))).isEqualTo(missing());
    }

    @Test
    void a_policy_that_is_told_too_leaves_the_others() throws IOException {
        HealthPolicy first = policy(yaml.readTree("healthPolicy: 'isHealth: true'"));
        HealthPolicy second = policy(yaml.readTree("customStatus: 'message: \"x\"'"));
        verdicts.add(ORDERS, ONE, List.of(first));
        verdicts.add(ORDERS, ONE, List.of(second));
        verdicts.add(ORDERS, ONE, List.of(second));
        assertThat(verdicts.entries(ORDERS, ONE)).hasSize(2);
    }

    @Test
    void the_worse_of_two_counts() throws IOException {
        verdicts.put(
                ORDERS,
                ONE,
                List.of(
                        policy(yaml.readTree("healthPolicy: 'isHealth: true'")),
                        policy(yaml.readTree("healthPolicy: 'isHealth: false'"))));
        verdicts.entries(ORDERS, ONE).getFirst().take(said(true));
        verdicts.entries(ORDERS, ONE).getLast().take(said(false));
        assertThat(verdicts.of(ONE, queue(RELEASE, Health.HEALTHY, false)).state())
                .isEqualTo(Health.State.PROGRESSING);
    }

    @Test
    void a_policy_reads_the_objects_that_its_texts_name() throws IOException {
        ObjectRef service = new ObjectRef("", "Service", "shop", "orders");
        for (Map.Entry<String, List<ObjectRef>> example : Map.of(
                        "isHealth: context.output.status.ready", List.of(QUEUE),
                        "isHealth: context.outputs.door.spec.x", List.of(service),
                        "isHealth: parameter.ready", List.<ObjectRef>of(),
                        "let all = context, isHealth: all.output.x", List.of(QUEUE, service))
                .entrySet()) {
            ObjectNode status = JsonNodeFactory.instance.objectNode().put("healthPolicy", example.getKey());
            HealthPolicy policy = new HealthPolicy(
                    "x",
                    definition(status),
                    status,
                    JsonNodeFactory.instance.objectNode(),
                    Optional.of(QUEUE),
                    new TreeMap<>(Map.of("door", service)),
                    List.of(QUEUE));
            assertThat(policy.reads()).as(example.getKey()).containsExactlyElementsOf(example.getValue());
        }
    }

    private static Verdict said(boolean healthy) {
        ObjectNode answer =
                JsonNodeFactory.instance.objectNode().put("ok", true).put("healthy", healthy);
        return Verdict.of(answer, Map.of(), Map.of(QUEUE, RELEASE));
    }

    private static Health missing() {
        return new Health(Health.State.MISSING, "is not there");
    }

    private static Health health(JsonNode json) {
        return new Health(
                Health.State.valueOf(json.path("state").asString()),
                json.path("message").asString(""));
    }

    private static HealthPolicy policy(JsonNode status) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return new HealthPolicy(
                "component \"orders\"",
                definition(status),
                nothing,
                nothing,
                Optional.of(QUEUE),
                new TreeMap<>(),
                List.of(QUEUE));
    }

    private static Definition definition(JsonNode status) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("file", "definitions/queue.yaml").put("line", 9).put("column", 1);
        body.set("status", status);
        return new Definition(Definition.Kind.COMPONENT, "queue", body, Digest.of(body.toString()));
    }

    private static ObservedObject queue(Digest release, Health health, boolean terminating) {
        return new ObservedObject(
                QUEUE,
                "u",
                "1",
                Optional.empty(),
                Optional.of(new Mark(QUEUE.toString(), release)),
                false,
                terminating,
                Observed.Leaving.DELETED,
                Optional.empty(),
                health,
                false,
                List.of());
    }
}
