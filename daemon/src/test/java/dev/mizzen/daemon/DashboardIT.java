package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alerting rules, held by a real Prometheus that scrapes a daemon at work. */
@Clusters("dashboard")
class DashboardIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Path DASHBOARDS =
            Path.of(System.getProperty("mizzen.home", ".."), "dashboards").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void everyQueryOfEveryPanelAnswersWithData(TestCluster clusters, FreshNamespace namespace) throws Exception {
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(DASHBOARDS.resolve("overview.json")));
        Map<String, String> queries = queries(dashboard);
        assertThat(queries).hasSizeGreaterThan(20);
        try (Shop shop = shop(namespace);
                Mizzen mizzen = Mizzen.start(shop.config(clusters, "dashboard"));
                PrometheusProcess prometheus =
                        PrometheusProcess.start(folder, mizzen.port(), DASHBOARDS.resolve("alerts.yaml"))) {
            shop.follow(mizzen.port());
            await().atMost(PATIENCE).until(() -> !prometheus.query("up == 1").isEmpty());
            work(shop, mizzen, clusters);

            await().atMost(PATIENCE).untilAsserted(() -> {
                List<String> silent = queries.entrySet().stream()
                        .filter(query ->
                                prometheus.query(query.getValue()).stream().noneMatch(DashboardIT::isNumber))
                        .map(query -> query.getKey() + ": " + query.getValue())
                        .toList();
                assertThat(silent).as("queries without an answer").isEmpty();
            });
            assertThat(prometheus.query("mizzen_delivery_sync{app=\"broken\",state=\"rejected\"} == 1"))
                    .hasSize(1);
            assertThat(prometheus.query("mizzen_delivery_drift{app=\"api\"} == 1"))
                    .hasSize(1);
            assertThat(variables(dashboard)).hasSize(4).allSatisfy(variable -> {
                Matcher label = LABEL_VALUES.matcher(variable);
                assertThat(label.matches()).as(variable).isTrue();
                assertThat(prometheus.labelValues(label.group(1), label.group(2)))
                        .as(variable)
                        .isNotEmpty();
            });
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(prometheus.rules()).hasSize(8).allMatch(rule -> rule.endsWith(" ok")));
        }
    }

    /** One application that is well, one that someone edits, one that is wrong; and two pushes more. */
    private static void work(Shop shop, Mizzen mizzen, TestCluster clusters) throws IOException {
        shop.push();
        await().atMost(PATIENCE)
                .until(() -> mizzen.board().all().size() == 3
                        && mizzen.board().all().stream()
                                        .filter(DeliveryState::isWell)
                                        .count()
                                == 2);
        for (int commit = 2; commit <= 3; commit++) {
            shop.app("web", "registry.example.com/web:" + commit);
            String id = shop.push();
            await().atMost(PATIENCE)
                    .until(() -> shop.status(id, "mizzen/staging/web").equals("success"));
        }
        clusters.client("dashboard")
                .apps()
                .deployments()
                .inNamespace(shop.namespace())
                .withName("api")
                .edit(live -> {
                    live.getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .setImage("evil:9");
                    return live;
                });
    }

    private Shop shop(FreshNamespace namespace) throws IOException {
        Shop shop = new Shop(folder, namespace.name());
        shop.file("environments/staging/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: staging }
                spec:
                  placement: { clusterSelector: { purpose: staging }, namespace: %s }
                  drift: { mode: observe }
                """.formatted(namespace.name()));
        shop.app("api", "registry.example.com/api:1");
        shop.app("broken", "registry.example.com/broken:1");
        shop.file("environments/staging/broken.yaml", """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: broken }
                spec: { components: [{ name: broken, propertie: {} }] }
                """);
        return shop;
    }

    /** Title and letter → expression, every variable replaced as Grafana would. */
    private static Map<String, String> queries(JsonNode dashboard) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr")
                        .asString("")
                        .replaceAll("\\$(source|environment|app|cluster)\\b", ".*")
                        .replace("$__rate_interval", "1m")
                        .replace("$__range", "10m");
                assertThat(expression).doesNotContain("$");
                queries.put(
                        panel.path("id").asInt() + " " + panel.path("title").asString("") + " "
                                + target.path("refId").asString(""),
                        expression);
            }
        }
        return queries;
    }

    private static List<String> variables(JsonNode dashboard) {
        List<String> queries = new ArrayList<>();
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            if (variable.path("type").asString("").equals("query")) {
                queries.add(variable.path("query").path("query").asString(""));
            }
        }
        return queries;
    }

    private static boolean isNumber(JsonNode sample) {
        return !sample.path("value").path(1).asString("NaN").equals("NaN");
    }
}
