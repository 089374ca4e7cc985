package dev.mizzen.testkit.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Clusters
final class FaultProxyIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    private FaultProxy proxy;
    private KubernetesClient direct;
    private KubernetesClient client;
    private Path real;
    private String namespace;

    @BeforeEach
    void start(TestCluster clusters, FreshNamespace fresh) throws Exception {
        real = clusters.kubeconfig("one");
        direct = clusters.client("one");
        namespace = fresh.name();
        proxy = FaultProxy.to(real);
        client = through(proxy);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        client.close();
        proxy.close();
    }

    private KubernetesClient through(FaultProxy to) throws Exception {
        Config config = Config.fromKubeconfig(
                to.kubeconfig(folder.resolve("kubeconfig-" + to.address().getPort()))
                        .toFile());
        config.setRequestRetryBackoffLimit(0);
        config.setRequestTimeout(2_000);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Test
    void passes_requests_on_and_remembers_them() {
        apply(client, "a", "1");
        assertThat(direct.configMaps()
                        .inNamespace(namespace)
                        .withName("a")
                        .get()
                        .getData())
                .containsEntry("k", "1");
        client.configMaps().inNamespace(namespace).list();
        client.configMaps().inNamespace(namespace).withName("a").delete();
        client.getKubernetesVersion();
        String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        assertThat(proxy.requests())
                .extracting(r -> r.verb() + " " + r.path() + " " + r.status())
                .containsExactly(
                        "patch " + maps + "/a 201",
                        "list " + maps + " 200",
                        "delete " + maps + "/a 200",
                        "discovery /version 200");
    }

    @Test
    void a_watch_streams_and_ends_as_a_server_ends_it() throws Exception {
        Watching watching = new Watching();
        apply(direct, "a", "1");
        await().atMost(SOON).until(() -> watching.lines.stream().anyMatch(line -> line.contains("\"ADDED\"")));
        proxy.endWatches();
        assertThat(watching.end.get(10, TimeUnit.SECONDS))
                .as("an end, not a failure")
                .isTrue();
    }

    @Test
    void who_connects_is_refused_until_it_works_again() {
        proxy.fail(new Fault.Refuse());
        assertThatThrownBy(() -> apply(client, "a", "1")).hasStackTraceContaining("Connection refused");
        proxy.fail(new Fault.None());
        apply(client, "a", "1");
    }

    @Test
    void a_cut_ends_what_is_open() throws Exception {
        Watching watching = new Watching();
        proxy.cut();
        // With an error or without: what the client makes of an answer that is cut off depends on where it is cut.
        assertThat(watching.end.handle((ended, failure) -> true)).succeedsWithin(SOON);
        apply(client, "a", "1");
    }

    @Test
    void answers_nothing_or_late() {
        apply(client, "a", "1");
        proxy.fail(new Fault.Hang());
        assertThatThrownBy(() -> apply(client, "a", "2")).isInstanceOf(KubernetesClientException.class);
        proxy.fail(new Fault.Slow(Duration.ofMillis(300)));
        long start = System.nanoTime();
        apply(client, "a", "3");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void answers_with_a_status_what_matches() {
        proxy.fail(new Fault.Answer(
                429, Optional.of("patch"), Pattern.compile("/configmaps/a$"), Optional.of(Duration.ofSeconds(7)), 1));
        apply(client, "b", "1");
        assertThatThrownBy(() -> apply(client, "a", "1"))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(429))
                .hasMessageContaining("on purpose");
        assertThat(direct.configMaps().inNamespace(namespace).withName("a").get())
                .as("it did not reach the server")
                .isNull();
        apply(client, "a", "1");
    }

    @Test
    void calls_back_before_the_server_hears_and_before_the_client_hears() {
        List<String> calls = new CopyOnWriteArrayList<>();
        AtomicBoolean forward = new AtomicBoolean();
        proxy.probe(new Probe() {
            @Override
            public boolean before(ProxiedRequest request) {
                calls.add("before " + there());
                return forward.get();
            }

            @Override
            public boolean after(ProxiedRequest request) {
                calls.add("after " + there() + " " + request.status());
                return false;
            }
        });
        assertThatThrownBy(() -> apply(client, "a", "1")).isInstanceOf(KubernetesClientException.class);
        forward.set(true);
        assertThatThrownBy(() -> apply(client, "a", "1")).isInstanceOf(KubernetesClientException.class);
        assertThat(calls).contains("before false", "after true 201");
    }

    private boolean there() {
        return direct.configMaps().inNamespace(namespace).withName("a").get() != null;
    }

    @Test
    void acts_with_the_rights_of_another_user() throws Exception {
        direct.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("viewer")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "viewer", null)
                        .build())
                .create();
        try (FaultProxy limited = FaultProxy.to(real, "viewer");
                KubernetesClient viewer = through(limited)) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> viewer.configMaps().inNamespace(namespace).list() != null);
            assertThatThrownBy(() -> apply(viewer, "a", "1"))
                    .hasMessageContaining("User \"viewer\" cannot patch resource \"configmaps\"");
        }
    }

    /** The figure is for people; the bound only says that no test of ours waits for the proxy. */
    @Test
    void costs_next_to_nothing() {
        double straight = medianOfNoOps(direct);
        double proxied = medianOfNoOps(client);
        System.out.printf("a no-op PATCH: %.2f ms straight, %.2f ms through the proxy%n", straight, proxied);
        assertThat(proxied - straight).isLessThan(20);
    }

    private double medianOfNoOps(KubernetesClient through) {
        double[] millis = new double[200];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            apply(through, "same", "1");
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[millis.length / 2];
    }

    private void apply(KubernetesClient through, String name, String value) {
        through.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addToData("k", value)
                        .build())
                .fieldManager("test")
                .forceConflicts()
                .serverSideApply();
    }

    /** A watch by plain HTTP, open when this returns. */
    private final class Watching {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();

        Watching() throws Exception {
            HttpRequest request = HttpRequest.newBuilder(
                            proxy.address().resolve("/api/v1/namespaces/" + namespace + "/configmaps?watch=true"))
                    .build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            Thread.ofVirtual().start(() -> read(answer.body()));
        }

        private void read(InputStream body) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
                end.complete(true);
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        }
    }
}
