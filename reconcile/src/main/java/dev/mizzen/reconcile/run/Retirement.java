package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.apply.Applier;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.Inventory;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Deletes what a delivery owned that left Git, after all others of its source said what they want. */
public final class Retirement {
    private static final Duration GONE_WAIT = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(20);

    private final Targets targets;
    private final Claims claims;
    private final Approvals approvals;
    private final SideBySide sideBySide;

    Retirement(Targets targets, Claims claims, Approvals approvals, SideBySide sideBySide) {
        this.sideBySide = sideBySide;
        this.targets = targets;
        this.claims = claims;
        this.approvals = approvals;
    }

    /** Deliveries of no source's newest snapshot that still own something on a cluster that was read. */
    public Set<DeliveryId> candidates() {
        Set<DeliveryId> left = new TreeSet<>();
        for (Site site : sites()) {
            site.known().map(Inventory::deliveries).orElse(Set.of()).stream()
                    .filter(claims::leftGit)
                    .forEach(left::add);
        }
        return left;
    }

    /**
     * Deletes on every cluster what the delivery still owns there, then its inventories.
     *
     * @param environment as it is in Git now; empty if it went together with the delivery
     */
    public Outcome retire(DeliveryId delivery, Optional<Environment> environment) throws InterruptedException {
        Optional<Outcome> obstacle = obstacle(delivery, environment);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Environment.Prune prune = environment.orElseThrow().prune();
        try {
            SequencedMap<ClusterName, Callable<Part>> steps = new LinkedHashMap<>();
            sites().forEach(site -> steps.put(
                    site.cluster(),
                    () -> retire(targets.site(site.cluster(), delivery).orElse(site), delivery, prune)));
            List<Part> parts = sideBySide.all(delivery, steps);
            return switch (Outcomes.of(delivery, parts, List.of())) {
                case Outcome.Synced synced ->
                    synced.holds().isEmpty() ? new Outcome.Retired(synced.pruned()) : new Outcome.Held(synced.holds());
                case Outcome other -> other;
            };
        } catch (Rejected e) {
            return new Outcome.Rejected(e.problems());
        }
    }

    private Optional<Outcome> obstacle(DeliveryId delivery, Optional<Environment> environment) {
        if (!claims.leftGit(delivery)) {
            return waits(delivery + " is still in Git, or its source was not read yet");
        }
        if (ownsNothing(delivery)) {
            return Optional.of(new Outcome.Retired(0));
        }
        if (environment.isEmpty()) {
            return Optional.of(new Outcome.Rejected(List.of(Problem.of("the environment of " + delivery
                    + " left Git: its objects stay where they are; restore the environment, or delete them by hand"))));
        }
        Set<DeliveryId> failed = claims.failed(delivery.source());
        if (!failed.isEmpty()) {
            return waits("nothing that left Git is deleted while others cannot be rendered: " + Words.some(failed));
        }
        Set<DeliveryId> awaited = claims.awaited(delivery);
        if (!awaited.isEmpty()) {
            return waits("deletions wait until " + Words.some(awaited) + " said what they want");
        }
        return guarded(delivery);
    }

    /** By the inventories of all clusters, which must have been read; makes no request. */
    public boolean ownsNothing(DeliveryId delivery) {
        return sites().stream()
                .allMatch(site -> site.known()
                        .filter(inventory -> !inventory.deliveries().contains(delivery))
                        .isPresent());
    }

    private Optional<Outcome> guarded(DeliveryId delivery) {
        Set<DeliveryId> leaving = candidates().stream()
                .filter(other -> other.source().equals(delivery.source()))
                .collect(Collectors.toCollection(TreeSet::new));
        int before = claims.deliveries(delivery.source()) + leaving.size();
        return Holds.leaving(delivery.source(), leaving, before, approvals)
                .map(hold -> new Outcome.Held(List.of(hold)));
    }

    private static Optional<Outcome> waits(String message) {
        return Optional.of(Outcome.Waiting.of(new Obstacle.Claims(), message));
    }

    private Collection<Site> sites() {
        return targets.clusters().stream()
                .map(Cluster::name)
                .flatMap(name -> targets.site(name).stream())
                .toList();
    }

    private Part retire(Site site, DeliveryId delivery, Environment.Prune prune) {
        try {
            Inventory inventory = site.prepare();
            if (!inventory.deliveries().contains(delivery)) {
                return Part.Done.nothing(site.cluster());
            }
            site.watch(inventory.kinds(delivery));
            return empty(site, delivery, prune, inventory);
        } catch (ApiException e) {
            return new Part.Stopped(site.cluster(), Applied.of(delivery.toString(), e));
        } catch (Waiting e) {
            return new Part.Stopped(site.cluster(), Applied.of(e));
        }
    }

    private Part empty(Site site, DeliveryId delivery, Environment.Prune prune, Inventory inventory)
            throws ApiException {
        Desired nothing = new Desired(List.of(), true);
        Ownership ownership = new Ownership(delivery, prune, true, approvals);
        Plan plan = ownership.plan(site, nothing);
        Order order = new Order(
                delivery,
                Environment.Mode.CORRECT,
                Environment.Additions.REPORT,
                object -> false,
                Set.of(),
                targets.rights(delivery.source()));
        Applied applied = new Applier(site, order, inventory).prune(plan.actions());
        ownership.settle(site, nothing);
        if (applied.complete() && plan.spared().isEmpty()) {
            applied = applied.and(finish(site, delivery, inventory, plan));
        }
        return new Part.Done(
                site.cluster(), applied, Optional.empty(), plan.spared(), owned(site, delivery), List.of());
    }

    /** The inventory goes last, when nothing is left in it. */
    private Applied finish(Site site, DeliveryId delivery, Inventory inventory, Plan plan) throws ApiException {
        List<Problem> kept = new ArrayList<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.Keep keep && keep.why() == Plan.Why.PRUNE_DISABLED) {
                kept.add(Problem.of("cluster " + site.cluster() + ": " + keep.ref()
                        + " left Git and is kept: the environment does not prune"));
            }
        }
        if (!kept.isEmpty()) {
            return new Applied(0, 0, 0, kept, List.of());
        }
        long end = System.nanoTime() + GONE_WAIT.toNanos();
        while (!owned(site, delivery).isEmpty()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return Applied.waits(
                        new Obstacle.Dependency(),
                        owned(site, delivery).size() + " objects of " + delivery
                                + " are being deleted or change hands");
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        inventory.remove(delivery);
        site.claims().release(site.cluster(), delivery);
        return Applied.NOTHING;
    }

    private static List<ObjectRef> owned(Site site, DeliveryId delivery) {
        ApplySetId id = ApplySetId.of(delivery);
        return site.watched().of(id).objects().values().stream()
                .filter(object -> object.ownedBy(id))
                .map(Observed.ObservedObject::ref)
                .sorted()
                .toList();
    }
}
