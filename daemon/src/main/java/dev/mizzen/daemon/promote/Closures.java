package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Instant;
import java.util.Optional;

/** Tells when promotions and new pins may come into an environment. */
public interface Closures {
    /** By the windows of the environment alone. */
    Closures WINDOWS = (source, environment, now) -> environment.windows().isOpen(now)
            ? Optional.empty()
            : Optional.of(new Closure(
                    environment.windows().closedSince(now),
                    environment.windows().opens(now),
                    "outside the windows of " + environment.name()));

    /**
     * Why nothing may come now.
     *
     * @param since empty where it cannot be told
     * @param until when it is open again, if nothing changes
     * @param reason a few words
     */
    record Closure(Optional<Instant> since, Instant until, String reason) {}

    /** Empty while the environment is open. */
    Optional<Closure> of(SourceName source, Environment environment, Instant now);
}
