package dev.mizzen.daemon.report;

import dev.mizzen.reconcile.observe.Drift;
import java.time.Instant;
import java.util.Optional;

/**
 * A drift that was proved.
 *
 * @param fight who takes the field back each time, if somebody does
 * @param ended when it was over
 */
public record DriftSeen(Drift drift, Optional<String> fight, Optional<Instant> ended) {}
