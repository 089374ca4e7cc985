package dev.mizzen.daemon.history;

import dev.mizzen.daemon.store.ReleaseLog.Ending;
import dev.mizzen.daemon.store.ReleaseLog.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which deployments failed, and for how long. Pure.
 *
 * @see <a href="https://dora.dev/guides/dora-metrics/">DORA's software delivery metrics</a>
 */
public final class Failures {
    /** What fared badly for a shorter time is no failure: a rollout may pass through it. */
    public static final Duration PASSING = Duration.ofSeconds(30);

    /** What fares badly later than this after a release was healthy is not the release's failure. */
    public static final Duration PROBATION = Duration.ofHours(1);

    private Failures() {}

    /** Whether the release came onto the clusters and then failed, as known at {@code now}. Once true it stays so. */
    public static boolean failed(Row row, Instant now) {
        boolean rolledBack = row.applied().isPresent() && row.ending() == Ending.ROLLED_BACK;
        return rolledBack
                || row.degraded()
                        .filter(since -> !Duration.between(since, end(row, now))
                                .minus(PASSING)
                                .isNegative())
                        .isPresent();
    }

    private static Instant end(Row row, Instant now) {
        return row.restored().or(row::ended).orElse(now);
    }

    /** Since when the environment was not well as the release ended, which its successor has to repair. */
    static Optional<Instant> unrepaired(Row ended) {
        Instant end = ended.ended().orElseThrow();
        if (ended.applied().isEmpty()) {
            return ended.broken();
        }
        boolean failed = failed(ended, end) && ended.restored().isEmpty();
        // A release that was never well repaired nothing of what was broken before it.
        Optional<Instant> before = ended.healthy().isPresent() ? Optional.empty() : ended.broken();
        return before.or(() -> failed ? ended.degraded().or(() -> Optional.of(end)) : Optional.empty());
    }

    /** How long a failure lasted that the release itself, or the one before it, brought and this one ended. */
    public static Optional<Duration> restore(Row row, Instant now) {
        if (row.broken().isPresent() && row.healthy().isPresent()) {
            return Optional.of(
                    Duration.between(row.broken().get(), row.healthy().get()));
        }
        return failed(row, now)
                ? row.degraded().flatMap(since -> row.restored().map(end -> Duration.between(since, end)))
                : Optional.empty();
    }

    /** The release in a word: how it goes, or how it ended. */
    public static String word(Row row, Instant now) {
        boolean failed = failed(row, now);
        return switch (row.ending()) {
            case NONE -> failed ? "failed" : row.healthy().isPresent() ? "healthy" : "running";
            case SUPERSEDED -> failed ? "failed" : row.healthy().isPresent() ? "healthy" : "superseded";
            case ROLLED_BACK -> "rolled-back";
            case RETIRED -> "retired";
        };
    }
}
