package dev.mizzen.testkit.forge;

import java.time.Duration;
import java.time.Instant;

/** How GitHub fails on purpose, until told otherwise. */
public sealed interface Outage {
    /** Not at all. */
    record None() implements Outage {}

    /** With a server error. */
    record ServerError(int status) implements Outage {}

    /** The primary rate limit is used up until {@code reset}. */
    record RateLimited(Instant reset) implements Outage {}

    /** The secondary rate limit was hit; a new try is welcome after {@code retryAfter}. */
    record SecondaryRateLimited(Duration retryAfter) implements Outage {}
}
