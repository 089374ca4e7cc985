package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.spec.Environment.Mode;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Writes one object: asks whose it is, proves drift, applies, and remembers what our apply left. */
final class Writer {
    private final Site site;
    private final Order order;
    private final Adopter adopter;
    private final Sender sender;

    Writer(Site site, Order order, Inventory inventory, Namespaces namespaces) {
        this.site = site;
        this.order = order;
        this.adopter = new Adopter(site, order, inventory, namespaces);
        this.sender = new Sender(site, order, namespaces, new Scalers(site, inventory));
    }

    /** What comes before a request that writes. */
    private sealed interface Before {
        /** Nothing is sent. */
        record Stop(Applied applied) implements Before {}

        /** The object is applied. */
        record Apply(Sender.Known known) implements Before {}

        /** The object is applied only if nobody else has to give anything up. */
        record Offer(Sender.Known known) implements Before {}

        /** It is as it should be; from now on its entry is the baseline. */
        record InSync(DriftProof.Verdict.InSync proof) implements Before {}

        /** What is written was written. */
        record Wrote(JsonNode answer) implements Before {}
    }

    /** @param action a Create or an Update of {@code desired} */
    Applied write(Action action, DesiredObject desired) {
        try {
            Optional<Resource> resource =
                    site.discovery().find(desired.ref().group(), desired.ref().kind());
            return resource.isPresent()
                    ? write(action, desired, resource.get())
                    : Applied.waits(
                            new Obstacle.NotReady(), subject(desired) + ": the cluster does not serve this kind yet");
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotServed) {
                return Applied.waits(
                        new Obstacle.NotReady(),
                        subject(desired) + ": the cluster does not serve "
                                + desired.manifest().gvk().apiVersion());
            }
            boolean secret = desired.ref().kind().equals("Secret");
            return Applied.of(subject(desired), secret ? e.withoutValues() : e);
        }
    }

    private Applied write(Action action, DesiredObject desired, Resource resource) throws ApiException {
        try (Watched.Flight flight = site.watched().flight(desired.ref())) {
            return switch (before(action, desired, resource)) {
                case Before.Stop stop -> stop.applied();
                case Before.Apply apply ->
                    wrote(flight, desired, resource, sender.apply(action, desired, resource, apply.known()));
                case Before.Offer offer -> {
                    Optional<Sender.Sent> sent = sender.offer(desired, resource, offer.known());
                    yield sent.isPresent() ? wrote(flight, desired, resource, sent.get()) : Applied.leftAsItIs();
                }
                case Before.InSync inSync -> {
                    site.baselines()
                            .put(site.cluster(), desired.ref(), inSync.proof().entry());
                    rememberIfOnce(desired);
                    flight.inSync(resource, inSync.proof().live());
                    yield Applied.NOTHING;
                }
                case Before.Wrote wrote -> {
                    flight.wrote(resource, wrote.answer());
                    site.proof().wrote(desired.ref());
                    yield Applied.wrote();
                }
            };
        }
    }

    private Applied wrote(Watched.Flight flight, DesiredObject desired, Resource resource, Sender.Sent sent) {
        ManagedEntry.of(sent.answer(), site.manager()).ifPresent(entry -> {
            site.baselines().put(site.cluster(), desired.ref(), entry);
            site.admission().applied(desired.ref(), subject(desired), sent, entry);
        });
        rememberIfOnce(desired);
        flight.wrote(resource, sent.answer());
        site.proof().wrote(desired.ref());
        site.left().wrote(desired.ref());
        return Applied.wrote();
    }

    /** What a policy leaves as it was applied once is done for this release, and stays away if others delete it. */
    private void rememberIfOnce(DesiredObject desired) {
        if (desired.treatment().once() != Treatment.Once.NO) {
            site.baselines().finish(site.cluster(), desired.ref(), desired.digest());
        }
    }

    private Before before(Action action, DesiredObject desired, Resource resource) throws ApiException {
        return switch (action) {
            case Action.Create create ->
                create.missing() && !site.left().isReleased(desired.ref(), desired.digest())
                        ? proved(desired, resource)
                        : adopted(desired, resource);
            case Action.Update update ->
                switch (update.reason()) {
                    case DRIFT -> proved(desired.ignoring(desired.treatment().kept()), resource);
                    case ADDITION -> removed(desired, resource);
                    case BASELINE ->
                        desired.treatment().once() == Treatment.Once.NO ? applied(desired) : asItIs(desired, resource);
                    case RELEASE -> applied(desired);
                };
            case Action.Prune prune -> throw new IllegalArgumentException(prune.ref() + " is no write");
            case Action.Keep keep -> throw new IllegalArgumentException(keep.ref() + " is no write");
        };
    }

    private Before applied(DesiredObject desired) {
        return new Before.Apply(new Sender.Known.Unread(site.baselines().entry(site.cluster(), desired.ref())));
    }

    /** What a policy leaves as it was applied once is not applied to learn its entry. */
    private Before asItIs(DesiredObject desired, Resource resource) throws ApiException {
        JsonNode live = site.api().get(resource, desired.ref());
        Optional<ManagedEntry> ours = ManagedEntry.of(live, site.manager());
        return ours.isPresent()
                ? new Before.InSync(new DriftProof.Verdict.InSync(ours.get(), live))
                : new Before.Stop(Applied.NOTHING);
    }

    private Before proved(DesiredObject desired, Resource resource) throws ApiException {
        boolean corrects = order.mode() == Mode.CORRECT;
        return switch (proof(desired, resource)) {
            case DriftProof.Verdict.InSync inSync -> new Before.InSync(inSync);
            case DriftProof.Verdict.Drifted drifted -> {
                Sender.Known known = new Sender.Known.Body(drifted.body());
                yield corrects ? new Before.Apply(known) : drifted.values() ? left(desired) : new Before.Offer(known);
            }
            case DriftProof.Verdict.Gone ignored ->
                corrects ? new Before.Apply(new Sender.Known.Absent()) : left(desired);
            case DriftProof.Verdict.Fought f -> fought(desired, f.manager(), "takes", f.path(), f.until());
        };
    }

    private Before left(DesiredObject desired) {
        site.left().leave(desired.ref(), desired.digest());
        return new Before.Stop(Applied.leftAsItIs());
    }

    private DriftProof.Verdict proof(DesiredObject desired, Resource resource) throws ApiException {
        DriftProof.Body body = live -> sender.beside(desired, live);
        try {
            return site.proof().prove(order, resource, desired, body);
        } catch (ApiException e) {
            if (!(e.failure() instanceof Failure.Broken broken) || !broken.oldEntries()) {
                throw e;
            }
            sender.renewEntries(desired, resource);
            return site.proof().prove(order, resource, desired, body);
        }
    }

    private Before removed(DesiredObject desired, Resource resource) throws ApiException {
        Optional<ManagedEntry> ours = site.baselines().entry(site.cluster(), desired.ref());
        if (ours.isEmpty()) {
            return new Before.Stop(Applied.NOTHING);
        }
        return switch (site.proof().removeAdditions(order, resource, desired, ours.get())) {
            case DriftProof.Removal.Removed gone -> new Before.Wrote(gone.answer());
            case DriftProof.Removal.Nothing ignored -> new Before.Stop(Applied.NOTHING);
            case DriftProof.Removal.Unsteady ignored ->
                new Before.Stop(Applied.waits(
                        new Obstacle.Busy(),
                        subject(desired) + " changes all the time: what was added to it cannot be removed safely"));
            case DriftProof.Removal.Fought f -> fought(desired, f.manager(), "adds", f.path(), f.until());
        };
    }

    private static Before fought(DesiredObject desired, String manager, String what, String path, Instant until) {
        return new Before.Stop(Applied.waits(
                new Obstacle.Fight(until),
                subject(desired) + ": \"" + manager + "\" " + what + " " + path + " again and again; left alone until "
                        + until));
    }

    private Before adopted(DesiredObject desired, Resource resource) throws ApiException {
        return switch (adopter.ask(desired, resource)) {
            case Adopter.Answer.Absent ignored -> new Before.Apply(new Sender.Known.Absent());
            case Adopter.Answer.Ours ours -> new Before.Apply(new Sender.Known.Unread(Optional.of(ours.entry())));
            case Adopter.Answer.Refused refused -> new Before.Stop(Applied.rejects(refused.problem()));
        };
    }

    static String subject(DesiredObject desired) {
        return "component \"" + desired.component() + "\": " + desired.ref();
    }
}
