package dev.mizzen.reconcile;

import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.observe.verdict.Judging;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Delivering;
import dev.mizzen.reconcile.run.Outcome;
import dev.mizzen.reconcile.run.Outcomes;
import dev.mizzen.reconcile.run.Part;
import dev.mizzen.reconcile.run.Progress;
import dev.mizzen.reconcile.run.Releases;
import dev.mizzen.reconcile.run.Rendering;
import dev.mizzen.reconcile.run.Retirement;
import dev.mizzen.reconcile.run.Stages;
import dev.mizzen.reconcile.run.Targets;
import dev.mizzen.reconcile.run.Work;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.HeldPin;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the clusters to what Git says, one delivery at a time: place, render, claim, plan, apply. Deliveries run side by
 * side, but never two runs of one delivery. Every run ends with an {@link Outcome}; nothing is thrown.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Stages stages;
    private final Targets targets;
    private final Claims claims;
    private final Releases releases;
    private final Rendering rendering;
    private final Delivering delivering;
    private final Retirement retirement;
    private final Runnable stop;
    private final Map<SourceName, List<Environment>> environments = new ConcurrentHashMap<>();

    public Reconciler(
            Stages stages,
            Targets targets,
            Claims claims,
            Approvals approvals,
            Releases releases,
            Progress progress,
            Clock clock) {
        this(stages, targets, claims, approvals, releases, progress, Judging.NONE, clock);
    }

    /** @param judging hears what the definitions of each delivery say of its health */
    public Reconciler(
            Stages stages,
            Targets targets,
            Claims claims,
            Approvals approvals,
            Releases releases,
            Progress progress,
            Judging judging,
            Clock clock) {
        this.stages = stages;
        this.targets = targets;
        this.claims = claims;
        this.releases = releases;
        Work work = Work.of(stages, targets, claims, approvals, releases, progress, judging, clock);
        this.rendering = work.rendering();
        this.delivering = work.delivering();
        this.retirement = work.retirement();
        this.stop = work.stop();
    }

    /**
     * A new snapshot of a source was read. Call it before any of its deliveries is run.
     *
     * @param expected the deliveries that will be run because of it: until each has, nobody deletes
     */
    public void begin(SourceName source, SourceSpec spec, Collection<DeliveryId> expected) {
        environments.put(source, spec.environments());
        claims.begin(
                source,
                spec.head(),
                spec.deliveries().stream().map(DeliverySpec::id).toList(),
                expected);
    }

    /** One run. A delivery whose input is broken, or that waits for a promotion, only tells so. */
    public Outcome reconcile(DeliverySpec spec) {
        boolean rendered = false;
        try {
            return switch (spec) {
                case DeliverySpec.Deliver deliver -> {
                    stages.check(deliver);
                    List<Unit> units = place(deliver);
                    Set<ClusterName> placed = stages.clusters(deliver, targets.clusters());
                    List<Part> claimed = rendering.all(deliver, units, placed);
                    rendered = true;
                    if (rendering.haveSpoken(claimed)) {
                        claims.settled(spec.id(), spec.head(), true);
                    }
                    List<Problem> warnings = new ArrayList<>(deliver.warnings());
                    warnings.addAll(rendering.leftBehind(deliver, placed));
                    Outcome outcome = Outcomes.of(deliver.id(), delivering.all(deliver, units, claimed), warnings);
                    yield deliver.held()
                            .map(HeldPin::line)
                            .map(outcome::withheld)
                            .orElse(outcome);
                }
                case DeliverySpec.Broken broken -> new Outcome.Rejected(broken.problems());
                case DeliverySpec.AwaitingPromotion awaiting -> {
                    rendered = true;
                    claims.settled(spec.id(), spec.head(), true);
                    yield new Outcome.AwaitingPromotion(awaiting.held().map(HeldPin::line));
                }
            };
        } catch (Rejected e) {
            return new Outcome.Rejected(e.problems());
        } catch (Waiting e) {
            return new Outcome.Waiting(List.of(e.what()), Map.of(), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.Waiting.of(new Obstacle.Busy(), "stopped");
        } catch (SnapshotUnreadable e) {
            return Outcome.Waiting.of(new Obstacle.Broken(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return failed(spec.id(), e);
        } finally {
            if (!rendered) {
                claims.settled(spec.id(), spec.head(), false);
            }
        }
    }

    /** A cluster that is not known is no mistake while not all of them are. */
    private List<Unit> place(DeliverySpec.Deliver deliver) throws Rejected, Waiting {
        Optional<String> unlisted = targets.unlisted();
        try {
            return stages.place(deliver, targets.clusters());
        } catch (Rejected e) {
            if (unlisted.isPresent()) {
                throw new Waiting(new Obstacle.NotReady(), unlisted.get());
            }
            throw e;
        }
    }

    /** Deletes what a delivery owns that left Git; call it again as long as it answers {@link Outcome.Waiting}. */
    public Outcome retire(DeliveryId delivery) {
        try {
            Outcome outcome = retirement.retire(delivery, environment(delivery.source(), delivery.environment()));
            if (outcome instanceof Outcome.Retired) {
                releases.forget(delivery);
            }
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.Waiting.of(new Obstacle.Busy(), "stopped");
        } catch (RuntimeException e) {
            return failed(delivery, e);
        }
    }

    /** Whether the delivery has nothing on any cluster, as far as all of them were read; makes no request. */
    public boolean ownsNothing(DeliveryId delivery) {
        return retirement.ownsNothing(delivery);
    }

    /** Deliveries to {@link #retire}: not in Git any more, by a snapshot that was read, and still on a cluster. */
    public Set<DeliveryId> retirable() {
        return retirement.candidates();
    }

    private Optional<Environment> environment(SourceName source, EnvironmentName name) {
        return environments.getOrDefault(source, List.of()).stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
    }

    /** Stops what runs have left behind on slow clusters. To be called after the last run. */
    @Override
    public void close() {
        stop.run();
    }

    private static Outcome failed(DeliveryId delivery, RuntimeException bug) {
        LOG.error("{}: a run failed by a bug of ours", delivery, bug);
        return new Outcome.Failed("a bug of ours: " + bug.getClass().getSimpleName() + "; the log says where");
    }
}
