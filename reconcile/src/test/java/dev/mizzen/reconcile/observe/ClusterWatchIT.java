package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Watched;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.Relay;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Clusters
class ClusterWatchIT {
    private static final String SETTINGS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: settings }
            data: { color: blue }
            """;

    private Path kubeconfig;
    private KubernetesClient admin;
    private WatchedCluster cluster;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) throws Exception {
        kubeconfig = clusters.kubeconfig("one");
        admin = clusters.client("one");
        cluster = new WatchedCluster(kubeconfig, fresh.name());
    }

    @AfterEach
    void disconnect() {
        cluster.close();
    }

    @Test
    void a_controllers_children_with_our_copied_label_and_mark_are_not_held() throws Exception {
        for (String kind : List.of("Deployment", "ReplicaSet")) {
            cluster.watching("apps", kind);
        }
        cluster.watching("", "Pod");
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web }
                spec:
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata:
                      labels: { app: web, applyset.kubernetes.io/part-of: %1$s }
                      annotations: { mizzen.dev/applied: "apps/Deployment/%2$s/web %3$s" }
                    spec: { containers: [{ name: web, image: shop/web:1 }] }
                """.formatted(cluster.id, cluster.namespace, "0".repeat(64)));
        ObjectRef web = cluster.ref("apps", "Deployment", "web");

        await().until(() -> cluster.held(web).orElseThrow().health().equals(Health.HEALTHY));

        assertThat(admin.apps()
                        .replicaSets()
                        .inNamespace(cluster.namespace)
                        .withLabel(ApplySetId.LABEL)
                        .list()
                        .getItems())
                .isNotEmpty()
                .allSatisfy(
                        copy -> assertThat(copy.getMetadata().getAnnotations()).containsKey("mizzen.dev/applied"));
        assertThat(cluster.watch.of(cluster.id).objects()).containsOnlyKeys(web);
    }

    @Test
    void health_follows_the_rollout_and_names_what_is_not_well() throws Exception {
        cluster.watching("apps", "Deployment");
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web }
                spec:
                  replicas: 2
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata: { labels: { app: web } }
                    spec: { containers: [{ name: web, image: "shop/web:broken" }] }
                """);
        ObjectRef web = cluster.ref("apps", "Deployment", "web");

        await().until(() -> cluster.held(web).orElseThrow().health().message().equals("0 of 2 replicas available"));
        assertThat(cluster.held(web).orElseThrow().health().state()).isEqualTo(Health.State.PROGRESSING);
        PodReasons reasons = new PodReasons(cluster.api, cluster.discovery, Clock.systemUTC());
        await().untilAsserted(() -> assertThat(reasons.why(web))
                .hasValueSatisfying(why -> assertThat(why).startsWith("container web: ImagePullBackOff")));
        assertThat(reasons.why(cluster.ref("", "ConfigMap", "kube-root-ca.crt")))
                .isEmpty();
        assertThat(cluster.seen.suspicions).isEmpty();
    }

    @Test
    void bodies_of_config_maps_and_secrets_are_not_sent() throws Exception {
        List<JsonNode> arrived = new CopyOnWriteArrayList<>();
        HealthCheck check = (kind, live, now) -> {
            arrived.add(live);
            return Health.HEALTHY;
        };
        try (ClusterWatch watch = new ClusterWatch(
                cluster.api,
                "mizzen",
                cluster.baselines,
                check,
                cluster.seen,
                Clock.systemUTC(),
                WatchLimits.DEFAULT)) {
            watch.ensure(Set.of(cluster.kind("", "ConfigMap"), cluster.kind("", "Secret")));
            cluster.apply(SETTINGS);
            cluster.apply(SETTINGS.replace("ConfigMap", "Secret").replace("blue", "Ymx1ZQ=="));
            await().until(() -> watch.of(cluster.id).objects().size() == 2);
        }

        assertThat(arrived).hasSizeGreaterThanOrEqualTo(2).allSatisfy(live -> {
            assertThat(live.path("kind").asString()).isEqualTo("PartialObjectMetadata");
            assertThat(live.propertyNames()).containsOnly("kind", "apiVersion", "metadata");
        });
    }

    @Test
    void a_custom_kind_is_progressing_until_its_controller_has_written_a_status() throws Exception {
        String group = cluster.namespace + ".example.org";
        admin.load(new ByteArrayInputStream("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: widgets.%1$s }
                spec:
                  group: %1$s
                  names: { kind: Widget, plural: widgets }
                  scope: Namespaced
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      subresources: { status: {} }
                      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
                """.formatted(group).getBytes(StandardCharsets.UTF_8)))
                .create();
        await().until(() -> cluster.discovery.find(group, "Widget").isPresent());
        Resource widgets = cluster.kind(group, "Widget");
        ObjectRef one = cluster.ref(group, "Widget", "one");
        cluster.watching(group, "Widget");
        cluster.apply(
                "{ apiVersion: %s/v1, kind: Widget, metadata: { name: one }, spec: { size: 3 } }".formatted(group));
        assertThat(cluster.held(one).orElseThrow().health())
                .isEqualTo(HealthRules.progressing("waits for its controller to write a status"));

        writeStatus(group, "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}");

        await().until(() -> cluster.held(one).orElseThrow().health().equals(Health.HEALTHY));
        assertThat(cluster.seen.suspicions).as("a status is no drift").isEmpty();
        assertThat(widgets.hasStatus()).isTrue();

        admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("widgets." + group)
                .delete();
        await().until(() -> cluster.held(one).isEmpty());
        await().until(() -> cluster.seen.states.stream().anyMatch(s -> s.status() == KindState.Status.UNKNOWN));
    }

    private void writeStatus(String group, String status) {
        admin.genericKubernetesResources(group + "/v1", "Widget")
                .inNamespace(cluster.namespace)
                .withName("one")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + status + "}");
    }

    @Test
    void a_watch_that_was_cut_tells_what_happened_meanwhile() throws Exception {
        Config config = new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()).config(ApiLimits.DEFAULT);
        try (Relay relay = new Relay(URI.create(config.getMasterUrl()));
                WatchedCluster cut = new WatchedCluster(
                        new ConfigBuilder(config)
                                .withMasterUrl(relay.address().toString())
                                .build(),
                        cluster.namespace)) {
            Resource configMaps = cluster.kind("", "ConfigMap");
            cluster.apply(SETTINGS);
            cluster.apply(SETTINGS.replace("settings", "other"));
            cut.watch.ensure(Set.of(configMaps));
            assertThat(cut.watch.of(cluster.id).objects()).hasSize(2);
            relay.cut(true);
            await().until(() -> cut.seen.states.stream().anyMatch(s -> s.status() == KindState.Status.INTERRUPTED));

            edit("kubectl-edit", "{\"data\":{\"color\":\"red\"}}");
            admin.configMaps().inNamespace(cluster.namespace).withName("other").delete();
            assertThat(cut.watch.of(cluster.id).objects()).hasSize(2);
            relay.revive();

            await().until(() -> cut.seen.suspicions.size() == 2);
            assertThat(cut.seen.signs(cluster.ref("", "ConfigMap", "settings")))
                    .containsExactly(Suspicion.Sign.CHANGED);
            assertThat(cut.seen.signs(cluster.ref("", "ConfigMap", "other"))).containsExactly(Suspicion.Sign.GONE);
            assertThat(cut.seen.states).last().isEqualTo(KindState.LIVE);
        }
    }

    @Test
    void two_dozen_kinds_are_watched_at_once_and_leave_room_for_requests() throws Exception {
        Set<Resource> kinds = new HashSet<>();
        for (String kind :
                ("/ConfigMap /Secret /ServiceAccount /Service /Pod /PersistentVolumeClaim /Namespace /LimitRange "
                                + "/ResourceQuota apps/Deployment apps/StatefulSet apps/DaemonSet apps/ReplicaSet batch/Job "
                                + "batch/CronJob networking.k8s.io/Ingress networking.k8s.io/NetworkPolicy "
                                + "rbac.authorization.k8s.io/Role rbac.authorization.k8s.io/RoleBinding "
                                + "rbac.authorization.k8s.io/ClusterRole rbac.authorization.k8s.io/ClusterRoleBinding "
                                + "autoscaling/HorizontalPodAutoscaler policy/PodDisruptionBudget "
                                + "apiextensions.k8s.io/CustomResourceDefinition")
                        .split(" ", -1)) {
            int slash = kind.indexOf('/');
            kinds.add(cluster.kind(kind.substring(0, slash), kind.substring(slash + 1)));
        }
        long start = System.nanoTime();

        cluster.watch.ensure(kinds);

        System.out.printf(
                ">> %d kinds listed and watched in %d ms%n", kinds.size(), (System.nanoTime() - start) / 1_000_000);
        assertThat(cluster.watch.kinds()).hasSize(24);
        cluster.requests.clear();
        cluster.watch.ensure(kinds);
        cluster.apply(SETTINGS);
        assertThat(cluster.requests).as("no second watch, one apply").containsExactly("patch configmaps");
    }

    @Test
    void our_own_write_is_seen_at_once_and_is_no_drift() throws Exception {
        cluster.watching("", "ConfigMap");
        cluster.apply(SETTINGS);
        assertThat(cluster.watch.of(cluster.id).objects()).hasSize(1);

        for (int i = 0; i < 50; i++) {
            cluster.apply(SETTINGS.replace("blue", "blue-" + i).replace("color", "color" + i));
        }

        awaitCaughtUp();
        assertThat(cluster.seen.suspicions).isEmpty();
        assertThat(cluster.seen.settled).hasSize(51);
    }

    @Test
    void an_edit_that_arrives_before_our_answer_is_suspected_when_the_flight_ends() throws Exception {
        cluster.watching("", "ConfigMap");
        JsonNode answer = cluster.apply(SETTINGS);
        ObjectRef ref = cluster.ref("", "ConfigMap", "settings");
        try (Watched.Flight flight = cluster.watch.flight(ref)) {
            edit("kubectl-edit", "{\"data\":{\"color\":\"red\"}}");
            cluster.apply(SETTINGS.replace("settings", "fence"));
            await().until(() ->
                    cluster.held(cluster.ref("", "ConfigMap", "fence")).isPresent());
            flight.wrote(cluster.kind("", "ConfigMap"), answer);
            assertThat(cluster.seen.suspicions).isEmpty();
        }
        await().until(() -> cluster.seen.signs(ref).equals(List.of(Suspicion.Sign.CHANGED)));
    }

    @Test
    void our_own_delete_is_no_drift() throws Exception {
        cluster.watching("", "ConfigMap");
        cluster.apply(SETTINGS);
        ObjectRef ref = cluster.ref("", "ConfigMap", "settings");
        ObservedObject held = cluster.held(ref).orElseThrow();
        try (Watched.Flight flight = cluster.watch.flight(ref)) {
            cluster.api.delete(cluster.kind("", "ConfigMap"), ref, held.uid(), held.resourceVersion());
            flight.deleted();
        }

        await().until(() -> cluster.held(ref).isEmpty());
        assertThat(cluster.seen.suspicions).isEmpty();
    }

    @Test
    void what_is_not_served_is_waited_for_and_what_is_not_allowed_is_refused() throws Exception {
        assertThatThrownBy(() -> cluster.watch.ensure(
                        Set.of(new Resource(new Gvk("example.org", "v1", "Gadget"), "gadgets", true, false))))
                .isInstanceOf(Waiting.class)
                .hasMessageStartingWith("cluster one: Gadget.example.org cannot be watched: ");
        Config nobody = new ConfigBuilder(
                        new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()).config(ApiLimits.DEFAULT))
                .withImpersonateUsername("nobody")
                .build();
        try (WatchedCluster denied = new WatchedCluster(nobody, cluster.namespace)) {
            Resource secrets = cluster.kind("", "Secret");
            assertThatThrownBy(() -> denied.watch.ensure(Set.of(secrets)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("cannot watch resource \"secrets\"")
                    .hasMessageContaining("nobody");
        }
    }

    private void edit(String manager, String patch) throws Exception {
        cluster.api.patch(
                cluster.kind("", "ConfigMap"),
                cluster.ref("", "ConfigMap", "settings"),
                "application/merge-patch+json",
                JsonMapper.shared().readTree(patch),
                manager);
    }

    private void awaitCaughtUp() throws Exception {
        ObjectRef ref = cluster.ref("", "ConfigMap", "settings");
        String version = cluster.api
                .getMetadata(cluster.kind("", "ConfigMap"), ref)
                .path("metadata")
                .path("resourceVersion")
                .asString();
        await().until(() -> cluster.held(ref).orElseThrow().resourceVersion().equals(version));
    }
}
