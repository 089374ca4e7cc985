package dev.mizzen.daemon.report;

import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.STAGING;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.fleet.Fleets;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern WRITTEN = Pattern.compile("(?m)^\\| `(mizzen_[a-z_]+)`");

    private final HandClock clock = new HandClock();
    private final StatusBoard board = new StatusBoard(clock);
    private final Metrics metrics = new Metrics(board, clock);

    private void everythingHappens() {
        SourceName shop = new SourceName("shop");
        board.wanted(WEB, FIRST, clock.instant());
        clock.advance(Duration.ofSeconds(3));
        Examples.applied(board, WEB, FIRST, Health.HEALTHY);
        board.drifted(Examples.drift(clock.instant()), Optional.empty());
        metrics.queue(() -> 1, () -> 2, () -> Duration.ofMillis(1500), () -> Map.of("busy", 3));
        metrics.sources(() -> Map.of(shop, true));
        metrics.clusters(() -> Fleets.EXAMPLE);
        metrics.renders(() -> 3);
        metrics.started(WEB, Duration.ofMillis(3));
        metrics.ran(WEB, "synced", Duration.ofMillis(30));
        metrics.fetched(shop, "fetched", Duration.ofMillis(30));
        metrics.rendered(WEB, Duration.ofMillis(30));
        metrics.applied(STAGING, Duration.ofMillis(30));
        metrics.answered(STAGING, "patch", "deployments", 200, Duration.ofMillis(30));
        metrics.drifted(Examples.drift(clock.instant()));
        metrics.suspected(STAGING);
        metrics.webhook(shop, "accepted");
        metrics.limited();
        metrics.status(shop, "sent");
        metrics.holds(() -> List.of(Examples.hold()));
        metrics.approval("approved");
    }

    @Test
    void thePageOfMetricsListsEveryOneAndNoOther() throws IOException {
        everythingHappens();
        var real = new TreeSet<>(TYPE.matcher(metrics.scrape())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.endsWith("_max"))
                .toList());
        var written = new TreeSet<>(WRITTEN.matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
        assertThat(written).isEqualTo(real);
    }

    @Test
    void eachClusterTellsHowItFares() {
        everythingHappens();
        assertThat(metrics.scrape())
                .contains("mizzen_cluster_up{cluster=\"eu\"} 1.0", "mizzen_cluster_up{cluster=\"us\"} 0.0")
                .contains("mizzen_cluster_state{cluster=\"us\",state=\"unreachable\"} 1.0")
                .contains("mizzen_cluster_info{cluster=\"eu\",origin=\"declared\",version=\"v1.34.1\"} 1.0")
                .contains("mizzen_cluster_watches{cluster=\"eu\",state=\"live\"} 4.0")
                .contains("mizzen_cluster_last_contact_seconds{cluster=\"eu\"}")
                .doesNotContain("mizzen_cluster_last_contact_seconds{cluster=\"us\"}")
                .contains("mizzen_clusters_refused 1.0");
    }

    @Test
    void theBoardIsShownAsItIsNow() {
        everythingHappens();
        clock.advance(Duration.ofSeconds(7));
        assertThat(metrics.scrape())
                .contains(
                        "mizzen_delivery_sync{app=\"web\",environment=\"staging\",source=\"shop\",state=\"synced\"} 1.0")
                .contains(
                        "mizzen_delivery_health{app=\"web\",cluster=\"staging\",environment=\"staging\",source=\"shop\",state=\"healthy\"} 1.0")
                .contains(
                        "mizzen_delivery_drift{app=\"web\",cluster=\"staging\",environment=\"staging\",source=\"shop\"} 1.0")
                .contains(
                        "mizzen_drift_seconds{app=\"web\",cluster=\"staging\",environment=\"staging\",source=\"shop\"} 7.0");
        board.remove(WEB);
        assertThat(metrics.scrape()).doesNotContain("mizzen_delivery_sync{");
    }

    @Test
    void whatWaitsForAnApprovalIsCountedBySourceAndReasonAlsoWhereNothingDoes() {
        everythingHappens();
        assertThat(metrics.scrape())
                .contains("mizzen_approvals_waiting{reason=\"guard\",source=\"shop\"} 1.0")
                .contains("mizzen_approvals_waiting{reason=\"left-git\",source=\"shop\"} 0.0");
    }

    @Test
    void aPushIsMeasuredOnceToAppliedAndOnceToHealthy() {
        everythingHappens();
        board.outcome(WEB, FIRST, Examples.synced());
        assertThat(metrics.scrape())
                .contains("mizzen_push_to_applied_seconds_count{environment=\"staging\",source=\"shop\"} 1")
                .contains("mizzen_push_to_applied_seconds_sum{environment=\"staging\",source=\"shop\"} 3.0")
                .contains("mizzen_push_to_healthy_seconds_count{environment=\"staging\",source=\"shop\"} 1");
    }

    @Test
    void aSourceThatCannotBeReadShows() {
        metrics.sources(() -> Map.of(new SourceName("shop"), false, new SourceName("platform"), true));
        assertThat(metrics.scrape())
                .contains("mizzen_source_readable{source=\"shop\"} 0.0")
                .contains("mizzen_source_readable{source=\"platform\"} 1.0");
    }

    @Test
    void aRefusedEditShows() {
        assertThat(metrics.scrape()).contains("mizzen_config_right 1.0");
        metrics.config(false);
        assertThat(metrics.scrape()).contains("mizzen_config_right 0.0");
    }
}
