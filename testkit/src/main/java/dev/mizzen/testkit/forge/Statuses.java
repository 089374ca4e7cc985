package dev.mizzen.testkit.forge;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The commit statuses of all repositories. */
final class Statuses {
    private final Clock clock;
    private final List<RecordedStatus> all = new CopyOnWriteArrayList<>();

    Statuses(Clock clock) {
        this.clock = clock;
    }

    /** Every one that was set, oldest first. */
    List<RecordedStatus> all() {
        return List.copyOf(all);
    }

    /** Those of a commit, the newest first. */
    List<RecordedStatus> of(String repository, String sha) {
        return all.reversed().stream()
                .filter(status ->
                        status.repository().equals(repository) && status.sha().equals(sha))
                .toList();
    }

    /** @param state in GitHub's words */
    synchronized RecordedStatus set(
            String repository,
            String sha,
            String state,
            String context,
            Optional<String> description,
            Optional<String> targetUrl) {
        RecordedStatus status = new RecordedStatus(
                all.size() + 1L,
                repository,
                sha,
                state,
                context,
                description,
                targetUrl,
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        all.add(status);
        return status;
    }
}
