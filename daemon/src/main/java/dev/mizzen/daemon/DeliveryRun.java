package dev.mizzen.daemon;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Next;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.daemon.store.Deliveries;
import dev.mizzen.daemon.store.Runs;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.trigger.Successors;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Wait;
import dev.mizzen.reconcile.run.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One run of a delivery: what is wanted goes to the reconciler, and what came of it to the board and the store. */
final class DeliveryRun implements DeliveryQueue.Runner {
    private static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

    private final Wants wants;
    private final Successors successors;
    private final Reconciler reconciler;
    private final StatusBoard board;
    private final HealthLook health;
    private final Store store;
    private final Metrics metrics;
    private final Wakes wakes;
    private final ApprovalBook approvals;
    private final Consumer<Want.Gone> retired;
    private final Clock clock;

    /** @param retired told of a delivery that left Git and is gone */
    DeliveryRun(
            Wants wants,
            Successors successors,
            Reconciler reconciler,
            StatusBoard board,
            HealthLook health,
            Store store,
            Metrics metrics,
            Wakes wakes,
            ApprovalBook approvals,
            Consumer<Want.Gone> retired,
            Clock clock) {
        this.wants = wants;
        this.successors = successors;
        this.reconciler = reconciler;
        this.board = board;
        this.health = health;
        this.store = store;
        this.metrics = metrics;
        this.wakes = wakes;
        this.approvals = approvals;
        this.retired = retired;
        this.clock = clock;
    }

    @Override
    public Next run(DeliveryId id) {
        Optional<Want> want = wants.of(id);
        if (want.isEmpty()) {
            return new Next.Settled();
        }
        MDC.put("commit", want.get().head().id());
        try {
            return run(want.get());
        } finally {
            MDC.remove("commit");
        }
    }

    private Next run(Want want) {
        Instant begin = clock.instant();
        Optional<DeliveryState> before = board.of(want.id());
        wakes.begins(want.id());
        Outcome outcome = switch (want) {
            case Want.Spec spec -> reconciler.reconcile(spec.spec());
            case Want.Gone gone -> retired(gone);
        };
        warn(outcome, before);
        if (outcome instanceof Outcome.Synced synced && isRelease(synced, want, before)) {
            health.deadlines().released(want.id(), PROGRESS_DEADLINE);
        }
        health.ended(want.id(), want.head(), outcome);
        wakes.ended(want.id(), outcome.waits());
        metrics.ran(want.id(), word(outcome), Duration.between(begin, clock.instant()));
        if (isNews(outcome, before)) {
            remember(want, outcome, begin);
        }
        if (want instanceof Want.Gone gone && outcome instanceof Outcome.Retired) {
            retired.accept(gone);
            approvals.settled(List.of(gone.id()));
        }
        hold(want.id(), outcome);
        return next(outcome);
    }

    /** What left Git goes after what came with the same commit is well. */
    private Outcome retired(Want.Gone gone) {
        return successors
                .awaited(gone.id())
                .filter(other -> !reconciler.ownsNothing(gone.id()))
                .<Outcome>map(other -> Outcome.Waiting.of(
                        new Obstacle.Dependency(),
                        "left Git and stays until " + other + ", which the same commit changed, is healthy"))
                .orElseGet(() -> reconciler.retire(gone.id()));
    }

    /** What was held stays so while a run did not come as far as to plan. */
    private void hold(DeliveryId id, Outcome outcome) {
        boolean planned = switch (outcome) {
            case Outcome.Waiting waiting -> !waiting.holds().isEmpty();
            case Outcome.Failed failed -> false;
            case Outcome.Synced synced -> true;
            case Outcome.Rejected rejected -> true;
            case Outcome.Held held -> true;
            case Outcome.AwaitingPromotion awaiting -> true;
            case Outcome.Retired retired -> true;
        };
        if (planned) {
            approvals.held(id, outcome.holds());
        }
    }

    /** Whether something new has to get healthy; a part of it may have been written by a run that was not whole. */
    private static boolean isRelease(Outcome.Synced synced, Want want, Optional<DeliveryState> before) {
        return synced.changed() > 0
                || (synced.withheld().isEmpty()
                        && before.flatMap(DeliveryState::applied)
                                .filter(want.head()::equals)
                                .isEmpty());
    }

    /** What is still as it was the last time was said then. */
    private static void warn(Outcome outcome, Optional<DeliveryState> before) {
        if (outcome instanceof Outcome.Synced synced) {
            List<Problem> known = before.map(DeliveryState::warnings).orElse(List.of());
            synced.warnings().stream()
                    .filter(warning -> !known.contains(warning))
                    .forEach(warning -> LOG.warn("{}", warning));
        }
    }

    /** A look that found all as it was is no history. */
    private static boolean isNews(Outcome outcome, Optional<DeliveryState> before) {
        return !(outcome instanceof Outcome.Synced synced)
                || synced.changed() > 0
                || synced.pruned() > 0
                || before.filter(state -> state.sync() == Sync.SYNCED
                                || (state.sync() == Sync.AWAITING_WINDOW
                                        && synced.withheld().isPresent()))
                        .isEmpty();
    }

    private static Next next(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Waiting waiting -> again(waiting.waits());
            case Outcome.Failed failed -> Next.Again.after(new Obstacle.Bug());
            case Outcome.Synced synced -> new Next.Settled();
            case Outcome.Rejected rejected -> rejected.waits().isEmpty() ? new Next.Settled() : again(rejected.waits());
            case Outcome.Held held -> new Next.Settled();
            case Outcome.AwaitingPromotion awaiting -> new Next.Settled();
            case Outcome.Retired retired -> new Next.Settled();
        };
    }

    private static Next again(List<Wait> waits) {
        return new Next.Again(waits.stream().map(Wait::obstacle).distinct().toList());
    }

    /** The store is a memory, not a condition: where it fails, the run was a run all the same. */
    private void remember(Want want, Outcome outcome, Instant begin) {
        LOG.info("{}{}", word(outcome), message(outcome).isEmpty() ? "" : ": " + message(outcome));
        try {
            store.runs()
                    .add(new Runs.Row(
                            want.id(),
                            want.head(),
                            word(outcome),
                            outcome instanceof Outcome.Synced s ? s.changed() : 0,
                            outcome instanceof Outcome.Synced s ? s.pruned() : 0,
                            message(outcome),
                            begin,
                            clock.instant()));
            board.of(want.id())
                    .ifPresentOrElse(
                            state -> store.deliveries()
                                    .put(new Deliveries.Row(
                                            state.id(),
                                            state.sync().name(),
                                            state.head(),
                                            state.applied(),
                                            want instanceof Want.Spec spec
                                                    ? Optional.of(spec.inputs().hex())
                                                    : Optional.empty(),
                                            state.message(),
                                            state.since())),
                            () -> store.deliveries().remove(want.id()));
        } catch (DataAccessException e) {
            LOG.error("the store does not take what happened: {}", e.getMessage());
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Synced synced -> "synced";
            case Outcome.Rejected rejected -> "rejected";
            case Outcome.Waiting waiting -> "waiting";
            case Outcome.Held held -> "held";
            case Outcome.AwaitingPromotion awaiting -> "awaiting-promotion";
            case Outcome.Retired retired -> "retired";
            case Outcome.Failed failed -> "failed";
        };
    }

    private static String message(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Synced synced ->
                synced.changed() + " changed, " + synced.pruned() + " pruned"
                        + synced.withheld().map(line -> "; " + line).orElse("");
            case Outcome.Rejected rejected -> rejected.problems().getFirst().toString();
            case Outcome.Waiting waiting -> waiting.message();
            case Outcome.Held held -> held.message();
            case Outcome.AwaitingPromotion awaiting -> awaiting.withheld().orElse("");
            case Outcome.Retired retired -> retired.pruned() + " pruned";
            case Outcome.Failed failed -> failed.message();
        };
    }
}
