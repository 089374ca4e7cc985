package dev.mizzen.reconcile.apply;

import java.time.Duration;

/**
 * How much one cluster may take of us.
 *
 * @param inFlight requests at the same time; watches are not counted
 * @param queueWait how long a request waits for its turn
 * @param connectTimeout until a connection stands
 * @param requestTimeout from sending to the whole answer
 * @param watchIdle a watch that says nothing for so long is given up
 * @param answerBytes the most bytes of one answer, and of one line of a watch
 * @param breakerFailures unreachable answers in a row that open the circuit
 * @param breakerWait how long the circuit stays open before one request tries again; doubled each time
 * @param breakerWaitMost the longest that the circuit stays open
 */
public record ApiLimits(
        int inFlight,
        Duration queueWait,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration watchIdle,
        int answerBytes,
        int breakerFailures,
        Duration breakerWait,
        Duration breakerWaitMost) {
    public static final ApiLimits DEFAULT = new ApiLimits(
            32,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            64 << 20,
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
}
