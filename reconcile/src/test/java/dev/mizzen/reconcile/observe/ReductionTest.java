package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ReductionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Resource DEPLOYMENTS =
            new Resource(new Gvk("apps", "v1", "Deployment"), "deployments", true, true);
    private static final Resource JOBS = new Resource(new Gvk("batch", "v1", "Job"), "jobs", true, true);
    private static final int MANY = 20_000;
    private static final long MOST_BYTES_AN_OBJECT = 2_000;

    private final YAMLMapper yaml = new YAMLMapper();
    private final Reduction reduction = new Reduction("mizzen", HealthCheck.BUILT_IN);

    @Test
    void a_marked_object_is_kept_with_what_the_planner_asks_of_it() throws IOException {
        ObjectNode live = deployment();
        live.withObject("metadata").withObject("annotations").put(ObservedObject.PRUNE_ANNOTATION, "allow");

        ObservedObject kept = reduction.of(DEPLOYMENTS, live, NOW).orElseThrow();

        assertThat(kept.ref()).isEqualTo(new ObjectRef("apps", "Deployment", "shop", "web"));
        assertThat(kept.ownedBy(new ApplySetId("applyset-x-v1"))).isTrue();
        assertThat(kept.entry()).isPresent();
        assertThat(kept.leaving()).isEqualTo(Observed.Leaving.ALLOWED);
        assertThat(kept.terminating()).isFalse();
        assertThat(kept.health().state()).isEqualTo(Health.State.PROGRESSING);
    }

    @Test
    void what_is_not_ours_is_not_kept() throws IOException {
        ObjectNode another = deployment();
        another.withObject("metadata").put("name", "copy");
        ObjectNode child = deployment();
        child.withObject("metadata").withArray("ownerReferences").addObject().put("controller", true);
        ObjectNode owned = deployment();
        owned.withObject("metadata").withArray("ownerReferences").addObject().put("controller", false);
        ObjectNode unlabelled = deployment();
        unlabelled.withObject("metadata").withObject("labels").remove(ApplySetId.LABEL);

        assertThat(reduction.of(DEPLOYMENTS, another, NOW)).isEmpty();
        assertThat(reduction.of(DEPLOYMENTS, child, NOW)).isEmpty();
        assertThat(reduction.of(DEPLOYMENTS, unlabelled, NOW)).isEmpty();
        assertThat(reduction.of(DEPLOYMENTS, owned, NOW)).isPresent();
    }

    @Test
    void a_job_that_ended_is_finished_whether_it_succeeded_or_not() throws IOException {
        assertThat(job("Complete").finished()).isTrue();
        assertThat(job("Failed").finished()).isTrue();
        assertThat(job("Suspended").finished()).isFalse();
    }

    @Test
    void a_hundred_thousand_objects_fit_into_200_MB() throws IOException {
        Holdings holdings = new Holdings();
        ObjectNode live = deployment();
        ObjectNode metadata = live.withObject("metadata");
        long before = used();
        for (int i = 0; i < MANY; i++) {
            String name = "application-" + i;
            metadata.put("name", name).put("uid", "6f1c2c52-5b7e-4a0e-9d3a-%012d".formatted(i));
            metadata.put("resourceVersion", Integer.toString(100_000 + i));
            metadata.withObject("labels").put(ApplySetId.LABEL, "applyset-" + i / 10 + "-v1");
            metadata.withObject("annotations")
                    .put("mizzen.dev/applied", "apps/Deployment/shop/" + name + " " + "0".repeat(64));
            Optional<ObservedObject> kept = reduction.of(DEPLOYMENTS, live, NOW);
            holdings.take(kept.orElseThrow().ref(), kept, Integer.toString(i));
        }
        long each = (used() - before) / MANY;

        System.out.println(">> bytes kept of an object: " + each);
        assertThat(each).isLessThan(MOST_BYTES_AN_OBJECT);
        assertThat(holdings.of(new ApplySetId("applyset-7-v1")).objects()).hasSize(10);
    }

    @Test
    void a_label_selector_is_written_as_a_query_asks_for_it() {
        assertThat(PodReasons.selector(yaml.readTree("""
                matchLabels: { app: web, tier: front }
                matchExpressions:
                  - { key: env, operator: In, values: [a, b] }
                  - { key: old, operator: NotIn, values: [c] }
                  - { key: x, operator: Exists }
                  - { key: y, operator: DoesNotExist }
                """)))
                .isEqualTo("app=web,tier=front,env in (a,b),old notin (c),x,!y");
        assertThat(PodReasons.selector(yaml.readTree("{}"))).isEmpty();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private ObservedObject job(String condition) throws IOException {
        ObjectNode job = deployment();
        job.withObject("metadata")
                .withObject("annotations")
                .put("mizzen.dev/applied", "batch/Job/shop/web " + "0".repeat(64));
        job.withObject("status")
                .withArray("conditions")
                .addObject()
                .put("type", condition)
                .put("status", "True");
        return reduction.of(JOBS, job, NOW).orElseThrow();
    }

    private ObjectNode deployment() throws IOException {
        JsonNode applied = yaml.readTree(Files.readString(Path.of("src/test/resources/managedfields/applied.yaml")));
        ObjectNode live = (ObjectNode) applied.path("live");
        ObjectNode metadata = live.withObject("metadata");
        metadata.put("name", "web").put("namespace", "shop").put("uid", "u").put("resourceVersion", "1");
        metadata.withObject("labels").put(ApplySetId.LABEL, "applyset-x-v1");
        metadata.withObject("annotations").put("mizzen.dev/applied", "apps/Deployment/shop/web " + "0".repeat(64));
        return live;
    }
}
