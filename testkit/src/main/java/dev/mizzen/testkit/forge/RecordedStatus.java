package dev.mizzen.testkit.forge;

import java.time.Instant;
import java.util.Optional;

/**
 * A commit status that a client set.
 *
 * @param repository owner and name
 * @param sha full commit id
 * @param state as GitHub writes it: {@code pending}, {@code success}, {@code failure} or {@code error}
 */
public record RecordedStatus(
        long id,
        String repository,
        String sha,
        String state,
        String context,
        Optional<String> description,
        Optional<String> targetUrl,
        Instant createdAt) {}
