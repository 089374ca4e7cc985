package dev.mizzen.reconcile.apply;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets no request through to a cluster that did not answer the last few, until one try succeeds. */
final class Breaker {
    /** By so much of itself a wait is longer or shorter, so that not all clusters behind one gateway are tried at once. */
    private static final double SPREAD = 0.2;

    private final CircuitBreaker circuit;

    Breaker(String name, ApiLimits limits) {
        circuit = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(limits.breakerFailures())
                        .minimumNumberOfCalls(limits.breakerFailures())
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialRandomBackoff(
                                limits.breakerWait(), 2, SPREAD, limits.breakerWaitMost()))
                        .build());
    }

    boolean permits() {
        return circuit.tryAcquirePermission();
    }

    /** Whether a request would be refused now; the wait may have passed without one. */
    boolean open() {
        if (circuit.tryAcquirePermission()) {
            circuit.releasePermission();
            return false;
        }
        return true;
    }

    void answered(Duration duration) {
        circuit.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    void unanswered(Duration duration) {
        circuit.onError(duration.toNanos(), TimeUnit.NANOSECONDS, new NoAnswer());
    }

    void givenUp() {
        circuit.releasePermission();
    }

    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer() {
            super("no answer", null, false, false);
        }
    }
}
