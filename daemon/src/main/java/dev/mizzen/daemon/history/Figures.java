package dev.mizzen.daemon.history;

import dev.mizzen.daemon.store.ReleaseLog.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What DORA counts of deployments, over the releases of one application in one environment that began within a window.
 *
 * @param deployments releases that the clusters held in full
 * @param failures those of them that failed
 * @param pushToHealthy the median time from the sight of a commit until all of it was healthy
 * @param restore the median time that failures lasted
 * @see <a href="https://dora.dev/guides/dora-metrics/">DORA's software delivery metrics</a>
 */
public record Figures(
        int deployments, int failures, Duration window, Optional<Duration> pushToHealthy, Optional<Duration> restore) {
    /** Of these releases, as known at {@code now}. */
    public static Figures of(List<Row> releases, Duration window, Instant now) {
        List<Row> deployed =
                releases.stream().filter(row -> row.applied().isPresent()).toList();
        return new Figures(
                deployed.size(),
                (int) deployed.stream().filter(row -> Failures.failed(row, now)).count(),
                window,
                median(deployed.stream()
                        .flatMap(row -> row.healthy().map(well -> Duration.between(row.begun(), well)).stream())
                        .toList()),
                median(deployed.stream()
                        .flatMap(row -> Failures.restore(row, now).stream())
                        .toList()));
    }

    /** Deployments a day. */
    public double frequency() {
        return deployments / (window.toMillis() / (double) Duration.ofDays(1).toMillis());
    }

    /** The part of the deployments that failed; empty where nothing was deployed. */
    public Optional<Double> failureRate() {
        return deployments == 0 ? Optional.empty() : Optional.of((double) failures / deployments);
    }

    /** The lower of the two in the middle, so that it is one that was measured. */
    private static Optional<Duration> median(List<Duration> durations) {
        return durations.stream()
                .sorted()
                .skip(Math.max(0, durations.size() - 1) / 2)
                .findFirst();
    }
}
