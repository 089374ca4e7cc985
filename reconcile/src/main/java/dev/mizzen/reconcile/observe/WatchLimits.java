package dev.mizzen.reconcile.observe;

import java.time.Duration;

/**
 * How patient the watches are.
 *
 * @param listWait how long {@link ClusterWatch#ensure} waits for the first lists
 * @param firstRetry the wait after a watch broke; doubled each time, with jitter
 * @param mostRetry the longest such wait
 */
public record WatchLimits(Duration listWait, Duration firstRetry, Duration mostRetry) {
    public static final WatchLimits DEFAULT =
            new WatchLimits(Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofSeconds(10));
}
