package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.Relay;
import dev.mizzen.testkit.cluster.TestCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon beside a busy cluster: rollouts, an autoscaler, status writers, annotations, releases, watches that break and a
 * daemon that is restarted. None of it is drift. So long as {@code -Dmizzen.soak} says in ISO 8601, {@code PT1H} for an
 * hour; a minute otherwise.
 */
@Clusters("soak")
class SoakIT {
    private static final Duration LENGTH = Duration.parse(System.getProperty("mizzen.soak", "PT1M"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration RELEASE = Duration.ofSeconds(5);
    private static final Duration CUT = Duration.ofSeconds(4);
    private static final List<String> APPS = List.of("scaled", "plain", "silent");
    private static final Map<String, String> COUNTED = new TreeMap<>(Map.of(
            "drifts told", "mizzen_drifts_total\\{[^}]*}",
            "suspicions", "mizzen_suspicions_total\\{[^}]*}",
            "proofs (dry runs)", "mizzen_api_requests_seconds_count\\{[^}]*verb=\"dry-run\"[^}]*}",
            "writes (patches)", "mizzen_api_requests_seconds_count\\{[^}]*verb=\"patch\"[^}]*}",
            "requests refused (409)", "mizzen_api_requests_seconds_count\\{[^}]*code=\"409\"[^}]*}",
            "reads", "mizzen_api_requests_seconds_count\\{[^}]*verb=\"get\"[^}]*}",
            "watches opened", "mizzen_api_requests_seconds_count\\{[^}]*verb=\"watch\"[^}]*}",
            "runs", "mizzen_run_seconds_count\\{[^}]*}"));

    @TempDir
    private Path folder;

    private final Map<String, Double> counts = new TreeMap<>();
    private int releases;

    @Test
    void nothingOfItIsDrift(TestCluster clusters, FreshNamespace namespace) throws Exception {
        try (Shop shop = new Shop(folder, namespace.name());
                Relay relay = new Relay(
                        URI.create(clusters.client("soak").getMasterUrl().toString()))) {
            Config config = shop.config(clusters, "soak");
            Config through = through(config, relay.kubeconfig(clusters.kubeconfig("soak"), folder));
            release(shop);
            try (Mizzen mizzen = Mizzen.start(through)) {
                await().atMost(PATIENCE)
                        .until(() -> BusyCluster.isAutoscaled(clusters.client("soak"), namespace.name()));
                awaitWell(mizzen);
            }
            try (BusyCluster busy = new BusyCluster(clusters.client("soak"), namespace.name(), APPS)) {
                for (int half = 0; half < 2; half++) {
                    try (Mizzen mizzen = Mizzen.start(through)) {
                        shop.follow(mizzen.port());
                        soak(shop, relay);
                        count(mizzen);
                    }
                }
                System.out.println(">> soaked for " + LENGTH + ": " + busy.done());
                assertThat(busy.done().values()).allMatch(times -> times > 0);
            }
            try (Mizzen mizzen = Mizzen.start(through)) {
                awaitWell(mizzen);
                count(mizzen);
                System.out.println(">> " + releases + " releases; " + counts);
                assertThat(history(mizzen)).as("what is told as drift").isEmpty();
                aRealEditIsStillSeen(clusters, namespace, mizzen);
            }
        }
        assertThat(counts.get("drifts told")).as("drifts told").isZero();
        assertThat(counts.get("writes (patches)"))
                .as("no more writes than releases have objects, and some that met an autoscaler")
                .isLessThan(20.0 + 20.0 * releases);
    }

    private static void aRealEditIsStillSeen(TestCluster clusters, FreshNamespace namespace, Mizzen mizzen) {
        clusters.client("soak")
                .apps()
                .deployments()
                .inNamespace(namespace.name())
                .withName("plain")
                .edit(live -> {
                    live.getSpec().setRevisionHistoryLimit(3);
                    live.getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .setImage("registry.example.com/evil:9");
                    return live;
                });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(history(mizzen)).anyMatch(told -> told.contains("image by fabric8")));
    }

    private static Config through(Config config, Path kubeconfig) {
        Config.Cluster cluster = config.clusters().getFirst();
        return new Config(
                config.sources(),
                List.of(new Config.Cluster(
                        cluster.name(),
                        new Config.Access.Kubeconfig(kubeconfig, Optional.empty()),
                        cluster.labels(),
                        cluster.requestsInFlight())),
                config.data(),
                config.store(),
                config.listener(),
                config.renderer(),
                config.fieldManager(),
                config.workers(),
                config.tokens());
    }

    /** Half of the time: releases go out, and connections are cut. */
    private void soak(Shop shop, Relay relay) throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos() / 2;
        long release = System.nanoTime() + RELEASE.toNanos();
        long cut = System.nanoTime() + CUT.toNanos();
        while (System.nanoTime() < end) {
            long now = System.nanoTime();
            if (now > release) {
                release(shop);
                release = now + RELEASE.toNanos();
            }
            if (now > cut) {
                relay.cut(false);
                cut = now + CUT.toNanos();
            }
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
    }

    private void release(Shop shop) throws Exception {
        releases++;
        for (String app : APPS) {
            shop.app(app, "registry.example.com/" + app + ":" + releases);
        }
        shop.without("web");
        shop.file("apps/scaled/application.yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: scaled }
                spec:
                  components:
                    - name: scaled
                      type: webservice
                      properties: { image: "registry.example.com/scaled:%d", ports: [{ port: 8080, expose: true }] }
                      traits: [{ type: scaler, properties: { replicas: 2 } }, { type: hpa, properties: { max: 5 } }]
                """.formatted(releases));
        shop.push();
    }

    private void count(Mizzen mizzen) throws Exception {
        String metrics = get(mizzen, "/metrics");
        COUNTED.forEach((name, pattern) -> {
            Matcher found = Pattern.compile("(?m)^" + pattern + " (\\S+)").matcher(metrics);
            double sum = 0;
            while (found.find()) {
                sum += Double.parseDouble(found.group(1));
            }
            counts.merge(name, sum, Double::sum);
        });
    }

    private static List<String> history(Mizzen mizzen) throws Exception {
        Pattern drift = Pattern.compile("\"kind\":\"(?:drift|addition|fight)\",\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");
        StringBuilder all = new StringBuilder();
        for (String app : APPS) {
            all.append(get(mizzen, "/api/v1/deliveries/shop/staging/" + app));
        }
        return drift.matcher(all).results().map(found -> found.group(1)).toList();
    }

    private static void awaitWell(Mizzen mizzen) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mizzen.board().all())
                        .hasSize(APPS.size())
                        .allSatisfy(state -> assertThat(state.isWell())
                                .as(state.id() + ": " + state.sync() + ", " + state.objects())
                                .isTrue()));
    }

    private static String get(Mizzen mizzen, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mizzen.port() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
