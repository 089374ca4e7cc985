package dev.mizzen.daemon.report;

import dev.mizzen.daemon.report.Verdict.State;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Decides which statuses a commit should carry. Pure. */
final class StatusPlan {
    /** Deliveries that a commit changed get a status of their own, up to so many. */
    static final int MOST_CHANGED = 20;
    /** A status that is pending for longer ends as a failure; it can still become a success. */
    static final Duration DEADLINE = Duration.ofMinutes(10);

    static final String AGGREGATE = "mizzen";

    private StatusPlan() {}

    /** What was said of a context so far, and when it was first said to be pending. */
    record Said(State state, Instant pendingSince) {}

    /**
     * What should be said now, by context, the aggregate first.
     *
     * @param changed deliveries that the commit changed
     * @param said what was said of this commit before
     */
    static SequencedMap<String, Verdict> of(
            List<DeliveryState> deliveries,
            List<DeliveryId> changed,
            List<String> troubles,
            Map<String, Said> said,
            Instant now) {
        SequencedMap<String, Verdict> plan = new LinkedHashMap<>();
        put(plan, AGGREGATE, Verdict.aggregate(deliveries, troubles), said, now);
        List<DeliveryId> first = changed.stream().limit(MOST_CHANGED).toList();
        for (DeliveryState delivery : deliveries) {
            String context = context(delivery.id());
            Verdict verdict = Verdict.of(delivery);
            boolean failed = verdict.state() == State.FAILURE || verdict.state() == State.ERROR;
            if (delivery.sync() != Sync.AWAITING_PROMOTION
                    && (failed || first.contains(delivery.id()) || said.containsKey(context))) {
                put(plan, context, verdict, said, now);
            }
        }
        return plan;
    }

    static String context(DeliveryId id) {
        return AGGREGATE + "/" + id.environment() + "/" + id.app();
    }

    private static void put(
            Map<String, Verdict> plan, String context, Verdict verdict, Map<String, Said> said, Instant now) {
        Said before = said.get(context);
        if (verdict.state() != State.PENDING || before == null) {
            plan.put(context, verdict);
        } else if (before.state() == State.PENDING) {
            boolean overdue = Duration.between(before.pendingSince(), now).compareTo(DEADLINE) > 0;
            plan.put(context, overdue ? verdict.overdue() : verdict);
        }
        // What has ended is not opened again: the next end replaces it.
    }
}
