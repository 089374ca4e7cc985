package dev.mizzen.testkit.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an {@link FaultProxy} does wrong on purpose, until told otherwise. */
public sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** No connection is taken: who connects is refused, and what is open is cut. */
    record Refuse() implements Fault {}

    /** Connections and requests are taken and never answered; open watches say no more. */
    record Hang() implements Fault {}

    /** Each request is passed on only after {@code time}; open watches are not slowed. */
    record Slow(Duration time) implements Fault {}

    /**
     * Requests that match are answered with {@code status}, in the form of the API, and do not reach the server.
     *
     * @param verb as RBAC names it, or {@code dry-run}; empty for any
     * @param path found in the request's path
     * @param retryAfter sent as {@code Retry-After}
     * @param times how many of them; then the fault is over
     */
    record Answer(int status, Optional<String> verb, Pattern path, Optional<Duration> retryAfter, int times)
            implements Fault {
        boolean matches(ProxiedRequest request) {
            return verb.map(request.verb()::equals).orElse(true)
                    && path.matcher(request.path()).find();
        }
    }
}
