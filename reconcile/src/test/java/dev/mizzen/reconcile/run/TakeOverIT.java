package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Objects with the history of another tool: whose they are told to be, and what is left of it when they are taken. */
@Clusters
class TakeOverIT {
    private static final Map<String, String> TAKE = Map.of("mizzen.dev/take-over", "true");
    private static final String DEPLOYMENT = "Deployment.apps";

    /** What each tool leaves on an object that it delivers. */
    enum Tool {
        HELM("helm", false, "annotations: { meta.helm.sh/release-name: shop }", "Helm release shop"),
        HELM_4("helm", true, "annotations: { meta.helm.sh/release-name: shop }", "Helm release shop"),
        ARGO_CD(
                "argocd-controller",
                false,
                "annotations: { argocd.argoproj.io/tracking-id: \"shop:apps/Deployment:x/web\" }",
                "Argo CD shop:apps/Deployment:x/web"),
        ARGO_CD_APPLY(
                "argocd-controller",
                true,
                "annotations: { argocd.argoproj.io/tracking-id: \"shop:apps/Deployment:x/web\" }",
                "Argo CD shop:apps/Deployment:x/web"),
        FLUX(
                "kustomize-controller",
                true,
                "labels: { kustomize.toolkit.fluxcd.io/name: shop, kustomize.toolkit.fluxcd.io/namespace: flux-system }",
                "Flux Kustomization shop"),
        FLUX_HELM(
                "helm-controller",
                false,
                "labels: { helm.toolkit.fluxcd.io/name: shop, helm.toolkit.fluxcd.io/namespace: flux-system }",
                "Flux HelmRelease shop"),
        KUBEVELA("kubevela", false, "labels: { app.oam.dev/name: shop }", "KubeVela");

        private final String manager;
        private final boolean applies;
        private final String trackers;
        private final String owner;

        Tool(String manager, boolean applies, String trackers, String owner) {
            this.manager = manager;
            this.applies = applies;
            this.trackers = trackers;
            this.owner = owner;
        }
    }

    private Path kubeconfig;
    private String namespace;
    private World world;
    private Stranger stranger;
    private volatile Runnable afterRead = () -> {};

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        kubeconfig = clusters.kubeconfig("one");
        namespace = fresh.name();
        stranger = new Stranger(kubeconfig, clusters.client("one"), namespace);
        world = new World(namespace, Baselines.inMemory())
                .with(
                        World.ONE,
                        new ClusterAccess.Kubeconfig(kubeconfig, Optional.empty()),
                        ApiLimits.DEFAULT,
                        (cluster, verb, kind, status, took) -> {
                            if (verb.equals("get") && kind.equals("deployments")) {
                                Runnable once = afterRead;
                                afterRead = () -> {};
                                once.run();
                            }
                        });
    }

    @AfterEach
    void stop() {
        world.close();
        stranger.close();
    }

    private static String web(String metadata, String image, String more) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web, %s }
                spec:
                  replicas: 1
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata: { labels: { app: web } }
                    spec: { containers: [{ name: web, image: "%s" %s }] }""".formatted(metadata, image, more);
    }

    private static String git() {
        return web("labels: { team: blue }", "web:2", "");
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void an_object_of_another_tool_is_refused_by_name_and_taken_only_if_asked(Tool tool) throws Exception {
        String theirs = web(tool.trackers, "web:1", ", env: [{ name: OLD, value: theirs }]");
        if (tool.applies) {
            stranger.apply(tool.manager, theirs);
        } else {
            stranger.create(tool.manager, theirs);
        }
        stranger.merge(
                DEPLOYMENT,
                "web",
                "policy-controller",
                "{ spec: { template: { spec: { priorityClassName: system-node-critical } } } }");
        stranger.scale("web", "kube-controller-manager", 3);
        await().atMost(World.SOON).until(() -> live().has("status"));
        assertThat(world.push("web", Map.of("web", git())))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains(
                                        "component \"web\"",
                                        "belongs to " + tool.owner,
                                        "mizzen.dev/take-over: \"true\""));
        assertThat(image()).isEqualTo("web:1");

        stranger.apply("kubectl", """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: { name: web }
                spec: { maxReplicas: 20, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }""");
        assertThat(take()).isInstanceOf(Outcome.Synced.class);

        assertThat(image()).isEqualTo("web:2");
        JsonNode live = live();
        assertThat(live.at("/spec/template/spec/containers/0").has("env"))
                .as("what only the former manager set is gone")
                .isFalse();
        assertThat(live.at("/metadata/annotations").propertyNames())
                .as("and so are its trackers")
                .noneMatch(name -> name.contains("helm") || name.contains("argo"));
        assertThat(live.at("/metadata/labels").propertyNames()).noneMatch(name -> name.contains("fluxcd"));
        assertThat(live.at("/spec/replicas").asInt()).as("an autoscaler's").isEqualTo(3);
        assertThat(live.at("/spec/template/spec/priorityClassName").asString())
                .as("another controller's")
                .isEqualTo("system-node-critical");
        assertThat(live.has("status")).isTrue();
        assertThat(stranger.managers(DEPLOYMENT, "web"))
                .contains("mizzen Apply", "policy-controller Update", "kube-controller-manager Update scale")
                .noneMatch(manager -> manager.startsWith(tool.manager + " "));
        world.requests.clear();
        assertThat(take()).isInstanceOf(Outcome.Synced.class);
        assertThat(world.requests).as("it is ours now").isEmpty();
    }

    @Test
    void an_object_of_a_controller_is_never_taken() throws Exception {
        stranger.create("operator", "{ apiVersion: v1, kind: ConfigMap, metadata: { name: boss } }");
        String uid = stranger.live("ConfigMap", "boss").at("/metadata/uid").asString();
        stranger.create("operator", web("""
                ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: boss, uid: %s, controller: true }]""".formatted(uid), "web:1", ""));

        assertThat(take())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains("belongs to controller ConfigMap boss, which makes it and deletes it")
                                .doesNotContain("take-over"));
        assertThat(image()).isEqualTo("web:1");
        assertThat(stranger.managers(DEPLOYMENT, "web")).doesNotContain("mizzen Apply");
    }

    @Test
    void what_kubectl_applied_is_adopted_and_taken_over_as_a_whole_only_if_asked() throws Exception {
        String theirs = web(
                "annotations: { kubectl.kubernetes.io/last-applied-configuration: \"{}\" }",
                "web:2",
                ", env: [{ name: OLD, value: theirs }]");
        stranger.create("kubectl-client-side-apply", theirs);

        assertThat(world.push("web", Map.of("web", git()))).isInstanceOf(Outcome.Synced.class);
        assertThat(live().at("/spec/template/spec/containers/0/env"))
                .as("adopted: theirs stays")
                .hasSize(1);
        assertThat(stranger.managers(DEPLOYMENT, "web")).contains("kubectl-client-side-apply Update");
    }

    @Test
    void what_kubectl_applied_goes_when_it_is_taken_over() throws Exception {
        stranger.create(
                "kubectl-client-side-apply",
                web(
                        "annotations: { kubectl.kubernetes.io/last-applied-configuration: \"{}\" }",
                        "web:1",
                        ", env: [{ name: OLD, value: theirs }]"));
        assertThat(world.push("web", Map.of("web", git())))
                .as("another value is a conflict, told with path and manager")
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().getFirst().message())
                                .contains(
                                        ".spec.template.spec.containers[name=\"web\"].image",
                                        "\"kubectl-client-side-apply\""));

        assertThat(take()).isInstanceOf(Outcome.Synced.class);

        assertThat(image()).isEqualTo("web:2");
        assertThat(live().at("/spec/template/spec/containers/0").has("env")).isFalse();
        assertThat(live().at("/metadata/annotations").propertyNames())
                .doesNotContain("kubectl.kubernetes.io/last-applied-configuration");
    }

    @Test
    void an_object_that_changes_while_it_is_taken_is_read_again() throws Exception {
        stranger.create("helm", web(Tool.HELM.trackers, "web:1", ", env: [{ name: OLD, value: theirs }]"));
        // The first read asks whose it is, the second is what is folded.
        afterRead = () -> afterRead = () -> touch();

        assertThat(take()).isInstanceOf(Outcome.Synced.class);

        assertThat(live().at("/metadata/annotations/touched").asString()).isEqualTo("yes");
        assertThat(live().at("/spec/template/spec/containers/0").has("env")).isFalse();
        assertThat(stranger.managers(DEPLOYMENT, "web")).noneMatch(manager -> manager.startsWith("helm "));
    }

    private void touch() {
        try {
            stranger.merge(DEPLOYMENT, "web", "annotator", "{ metadata: { annotations: { touched: \"yes\" } } }");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_label_that_says_who_manages_it_says_nothing() throws Exception {
        stranger.create("someone", web("labels: { app.kubernetes.io/managed-by: Helm }", "web:2", ""));

        assertThat(world.push("web", Map.of("web", git()))).isInstanceOf(Outcome.Synced.class);
    }

    @Test
    void another_installations_object_is_refused_and_can_be_taken() throws Exception {
        try (World other = new World(namespace + "-other", Baselines.inMemory(), "mizzen-other").with(kubeconfig)) {
            String theirs = web("namespace: " + namespace, "web:1", ", env: [{ name: OLD, value: theirs }]");
            assertThat(other.push("web", Map.of("web", theirs))).isInstanceOf(Outcome.Synced.class);

            assertThat(world.push("web", Map.of("web", git())))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            o -> assertThat(o.problems().getFirst().message())
                                    .contains("belongs to another Mizzen installation"));
            assertThat(image()).isEqualTo("web:1");
            assertThat(world.reconciler.retirable())
                    .as("and its inventory is not ours to empty")
                    .isEmpty();

            assertThat(take()).isInstanceOf(Outcome.Synced.class);
            assertThat(image()).isEqualTo("web:2");
            assertThat(live().at("/spec/template/spec/containers/0").has("env")).isFalse();
            assertThat(stranger.managers(DEPLOYMENT, "web")).noneMatch(manager -> manager.startsWith("mizzen-other"));
        }
    }

    @Test
    void a_conflict_is_told_with_every_path_and_manager() throws Exception {
        stranger.apply("first", web("labels: { team: red }", "web:1", ""));
        stranger.merge(DEPLOYMENT, "web", "second", "{ spec: { paused: true } }");

        Outcome outcome = world.push("web", Map.of("web", git().replace("replicas: 1", "paused: false")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        o -> assertThat(o.problems().stream().map(p -> p.message()))
                                .hasSize(3)
                                .allMatch(
                                        m -> m.startsWith("component \"web\": apps/Deployment/" + namespace + "/web: "))
                                .anyMatch(m -> m.endsWith(".metadata.labels.team is owned by \"first\""))
                                .anyMatch(m -> m.endsWith(
                                        ".spec.template.spec.containers[name=\"web\"].image is owned by \"first\""))
                                .anyMatch(m -> m.endsWith(".spec.paused is owned by \"second\"")));
    }

    private Outcome take() {
        return world.push("web", Map.of("web", git()), TAKE, List.of());
    }

    private String image() throws Exception {
        return live().at("/spec/template/spec/containers/0/image").asString();
    }

    private JsonNode live() throws Exception {
        return stranger.live(DEPLOYMENT, "web");
    }
}
