package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Applied;
import dev.mizzen.reconcile.apply.Applier;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings one cluster to what one delivery desires: plan, widen the inventory, write, delete, narrow the inventory. */
final class ClusterRun {
    private final Part.Ready part;
    private final Ownership ownership;
    private final Map<String, List<String>> dependsOn;
    private final Site site;
    private final DeliveryId delivery;
    private final Applier applier;

    ClusterRun(Part.Ready part, Order order, Ownership ownership, Map<String, List<String>> dependsOn) {
        this.part = part;
        this.ownership = ownership;
        this.dependsOn = dependsOn;
        this.site = part.site();
        this.delivery = order.delivery();
        this.applier = new Applier(site, order, part.inventory());
    }

    Part run() {
        try {
            part.inventory().requireOurs(delivery);
            Set<Discovery.GroupKind> kinds = kinds(refs());
            Set<Discovery.GroupKind> watched = new HashSet<>(part.inventory().kinds(delivery));
            watched.addAll(kinds);
            site.watch(watched);
            if (!part.desired().objects().isEmpty()) {
                part.inventory().widen(delivery, kinds, namespaces(refs()));
            }
            return carryOut();
        } catch (ApiException e) {
            return new Part.Stopped(site.cluster(), Applied.of(delivery.toString(), e));
        } catch (Waiting e) {
            return new Part.Stopped(site.cluster(), Applied.of(e));
        }
    }

    /** What was not rendered stood in place a moment ago; if it does no more, the next run renders it. */
    private Part lookAgain(Plan plan) {
        applier.tellAdditions(part.desired());
        Applied applied = Standing.nothingToDo(plan)
                ? Applied.NOTHING
                : Applied.waits(
                        new Obstacle.Busy(),
                        delivery + " changed on cluster " + site.cluster() + " while it was looked at");
        return new Part.Done(site.cluster(), applied, plan.held(), plan.spared(), staying(), warnings(plan));
    }

    private Part carryOut() throws ApiException {
        if (!part.isRendered()) {
            return lookAgain(plan());
        }
        Applied total = Applied.NOTHING;
        Set<ObjectRef> tried = new HashSet<>();
        Plan plan = plan();
        Gate gate = gate(plan);
        List<Action> writes = gate.now();
        while (!writes.isEmpty()) {
            total = total.and(applier.write(writes));
            writes.forEach(action -> tried.add(action.ref()));
            if (!total.complete() || gate.later().isEmpty()) {
                break;
            }
            plan = plan();
            gate = gate(plan);
            writes = gate.now().stream().filter(a -> !tried.contains(a.ref())).toList();
        }
        total = total.and(additions());
        for (String waits :
                Stream.concat(part.late().stream(), gate.later().stream()).toList()) {
            total = total.and(Applied.waits(new Obstacle.Dependency(), waits));
        }
        total = total.and(clear());
        if (total.complete()) {
            total = total.and(prune(plan));
        }
        ownership.settle(site, part.desired());
        if (total.complete() && plan.held().isEmpty()) {
            narrow();
        }
        return new Part.Done(site.cluster(), total, plan.held(), plan.spared(), staying(), warnings(plan));
    }

    private Plan plan() {
        return ownership.plan(site, part.desired());
    }

    private Gate gate(Plan plan) {
        Gate gate = Gate.of(plan, part.desired(), site.watched().of(ApplySetId.of(delivery)), dependsOn);
        return new Gate(gate.now().stream().filter(ClusterRun::writes).toList(), gate.later());
    }

    private static boolean writes(Action action) {
        return action instanceof Action.Create || (action instanceof Action.Update && !removes(action));
    }

    private static boolean removes(Action action) {
        return action instanceof Action.Update update && update.reason() == Plan.Reason.ADDITION;
    }

    /** What strangers added is removed or told once all of ours is as it should be: else it cannot be told apart. */
    private Applied additions() {
        if (ownership.removesAdditions()) {
            return applier.write(
                    plan().actions().stream().filter(ClusterRun::removes).toList());
        }
        applier.tellAdditions(part.desired());
        return Applied.NOTHING;
    }

    /** What a chart says of its hooks: those that succeeded go, and their release is not whole before. */
    private Applied clear() {
        if (part.desired().objects().stream().noneMatch(Spent::goesOnceDone)) {
            return Applied.NOTHING;
        }
        Set<ObjectRef> done = plan().actions().stream()
                .filter(action -> action instanceof Action.Keep keep && keep.why() == Plan.Why.JOB_DONE)
                .map(Action::ref)
                .collect(Collectors.toSet());
        Spent spent = Spent.of(part.desired(), site.watched().of(ApplySetId.of(delivery)), done);
        Applied cleared = spent.now().isEmpty() ? Applied.NOTHING : applier.clear(spent.now());
        for (String waits : spent.later()) {
            cleared = cleared.and(Applied.waits(new Obstacle.Dependency(), waits));
        }
        return cleared;
    }

    private Applied prune(Plan plan) {
        int planned = prunes(plan).size();
        if (planned == 0) {
            return Applied.NOTHING;
        }
        Set<DeliveryId> awaited = site.claims().awaited(delivery);
        if (!awaited.isEmpty()) {
            return Applied.waits(
                    new Obstacle.Claims(),
                    planned + " deletions wait until " + Words.some(awaited) + " said what they want");
        }
        // Everybody has claimed now, but some may have after the plan was made: theirs must not go.
        Succession succession =
                Succession.of(plan(), part.desired(), site.watched().of(ApplySetId.of(delivery)));
        Applied pruned = applier.prune(succession.now());
        return succession
                .later()
                .map(text -> Applied.waits(new Obstacle.Dependency(), text))
                .map(pruned::and)
                .orElse(pruned);
    }

    private static List<Action> prunes(Plan plan) {
        return plan.actions().stream()
                .filter(action -> action instanceof Action.Prune)
                .toList();
    }

    private void narrow() throws ApiException {
        Set<ObjectRef> refs = new HashSet<>(refs());
        refs.addAll(owned());
        if (!refs.isEmpty()) {
            part.inventory().narrow(delivery, kinds(refs), namespaces(refs));
        }
    }

    private Set<ObjectRef> refs() {
        return part.desired().objects().stream()
                .filter(Desired.DesiredObject::isWritten)
                .map(Desired.DesiredObject::ref)
                .collect(Collectors.toSet());
    }

    private List<ObjectRef> owned() {
        ApplySetId id = ApplySetId.of(delivery);
        return site.watched().of(id).objects().values().stream()
                .filter(object -> object.ownedBy(id))
                .map(Observed.ObservedObject::ref)
                .sorted()
                .toList();
    }

    /** What is owned now and will be: without what is being deleted, or goes over to another delivery. */
    private List<ObjectRef> staying() {
        Set<ObjectRef> wanted = refs();
        List<ObjectRef> owned = owned().stream()
                .filter(ref -> wanted.contains(ref) || !isEnding(ref))
                .toList();
        Set<ObjectRef> unwanted = new HashSet<>(owned);
        unwanted.removeAll(wanted);
        if (unwanted.isEmpty()) {
            return owned;
        }
        Set<ObjectRef> leaving = site.claims().wantedByOthers(site.cluster(), delivery, unwanted);
        return owned.stream().filter(ref -> !leaving.contains(ref)).toList();
    }

    private boolean isEnding(ObjectRef ref) {
        return site.watched()
                .find(ref)
                .map(Observed.ObservedObject::terminating)
                .orElse(true);
    }

    private List<Problem> warnings(Plan plan) {
        List<Problem> warnings = new ArrayList<>(part.warnings());
        site.admission()
                .of(part.desired().objects().stream()
                        .map(Desired.DesiredObject::ref)
                        .toList())
                .forEach(text -> warnings.add(Problem.of("cluster " + site.cluster() + ": " + text)));
        for (Action action : plan.actions()) {
            if (action instanceof Action.Keep keep) {
                kept(keep)
                        .map(text -> Problem.of("cluster " + site.cluster() + ": " + text))
                        .ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    private static Optional<String> kept(Action.Keep keep) {
        return switch (keep.why()) {
            case PRUNE_DISABLED -> Optional.of(keep.ref() + " left Git and is kept: the environment does not prune");
            case IN_SYNC,
                    TERMINATING,
                    JOB_DONE,
                    PRUNE_HELD,
                    PROTECTED_KIND,
                    INCOMPLETE,
                    WANTED_BY_ANOTHER,
                    APPLIED_ONCE,
                    READ_ONLY,
                    KEPT_WITH_APPLICATION -> Optional.empty();
        };
    }

    private static Set<Discovery.GroupKind> kinds(Set<ObjectRef> refs) {
        return refs.stream()
                .map(ref -> new Discovery.GroupKind(ref.group(), ref.kind()))
                .collect(Collectors.toSet());
    }

    private static Set<String> namespaces(Set<ObjectRef> refs) {
        return refs.stream()
                .map(ObjectRef::namespace)
                .filter(n -> !n.isEmpty() && !n.equals(ApplySetId.PARENT_NAMESPACE))
                .collect(Collectors.toSet());
    }
}
