package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.model.Obstacle;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Writes one object: asks whose it is, proves drift, applies, forces where the rule allows it, remembers the entry. */
final class Writer {
    private final Site site;
    private final Order order;
    private final Inventory inventory;
    private final Namespaces namespaces;

    Writer(Site site, Order order, Inventory inventory, Namespaces namespaces) {
        this.site = site;
        this.order = order;
        this.inventory = inventory;
        this.namespaces = namespaces;
    }

    /** @param action a Create or an Update of {@code desired} */
    Applied write(Plan.Action action, DesiredObject desired) {
        try {
            Optional<Resource> resource =
                    site.discovery().find(desired.ref().group(), desired.ref().kind());
            return resource.isPresent()
                    ? write(action, desired, resource.get())
                    : Applied.waits(new Obstacle.NotReady(), subject(desired) + ": the cluster does not serve this kind yet");
        } catch (ApiException e) {
            boolean secret = desired.ref().kind().equals("Secret");
            return Applied.of(subject(desired), secret ? e.withoutValues() : e);
        }
    }

    private Applied write(Plan.Action action, DesiredObject desired, Resource resource) throws ApiException {
        JsonNode body = Bodies.marked(desired);
        try (Watched.Flight flight = site.watched().flight(desired.ref())) {
            Optional<Applied> stop = before(action, desired, resource, body);
            if (stop.isPresent()) {
                return stop.get();
            }
            JsonNode answer = send(action, desired, resource, body);
            ManagedEntry.of(answer, site.manager())
                    .ifPresent(entry -> site.baselines().put(site.cluster(), desired.ref(), entry));
            flight.wrote(resource, answer);
            return Applied.wrote();
        }
    }

    /** Present if there is nothing to send. */
    private Optional<Applied> before(Plan.Action action, DesiredObject desired, Resource resource, JsonNode body)
            throws ApiException {
        return switch (action) {
            case Plan.Action.Create create ->
                create.missing() ? proved(desired, resource, body) : adopted(desired, resource);
            case Plan.Action.Update update ->
                update.reason() == Plan.Reason.DRIFT ? proved(desired, resource, body) : Optional.empty();
            case Plan.Action.Prune prune -> throw new IllegalArgumentException(prune.ref() + " is no write");
            case Plan.Action.Keep keep -> throw new IllegalArgumentException(keep.ref() + " is no write");
        };
    }

    private Optional<Applied> proved(DesiredObject desired, Resource resource, JsonNode body) throws ApiException {
        ObjectRef ref = desired.ref();
        return switch (site.proof().prove(order.delivery(), site.cluster(), resource, desired, body)) {
            case DriftProof.Verdict.InSync inSync -> {
                site.baselines().put(site.cluster(), ref, inSync.entry());
                yield Optional.of(Applied.NOTHING);
            }
            case DriftProof.Verdict.Drifted ignored -> corrected();
            case DriftProof.Verdict.Gone ignored -> corrected();
            case DriftProof.Verdict.Fought fought ->
                Optional.of(Applied.waits(new Obstacle.Fight(fought.until()), subject(desired) + ": \""
                        + fought.manager() + "\" takes " + fought.path() + " again and again; left alone until "
                        + fought.until()));
        };
    }

    private Optional<Applied> corrected() {
        return order.mode() == Environment.Mode.CORRECT ? Optional.empty() : Optional.of(Applied.leftAsItIs());
    }

    private Optional<Applied> adopted(DesiredObject desired, Resource resource) throws ApiException {
        if (namespaces.isNew(desired.ref().namespace())) {
            return Optional.empty();
        }
        Optional<JsonNode> live = site.lookups().find(resource, desired.ref());
        if (live.isEmpty()) {
            namespaces.absent(desired.ref());
            return Optional.empty();
        }
        return switch (Adoption.of(desired.ref(), live.get(), order.id(), inventory::delivery)) {
            case Adoption.Free ignored -> {
                fold(desired, resource);
                yield Optional.empty();
            }
            case Adoption.Delivery other -> handedOver(desired, other);
            case Adoption.Foreign foreign -> {
                if (!order.takeOver().test(desired)) {
                    yield Optional.of(Applied.rejects(Problem.of(subject(desired) + " belongs to " + foreign.owner()
                            + "; annotate the application with " + TakeOver.ANNOTATION + ": \"true\" to take it")));
                }
                fold(desired, resource);
                yield Optional.empty();
            }
        };
    }

    private void fold(DesiredObject desired, Resource resource) throws ApiException {
        if (order.takeOver().test(desired)) {
            Fold.into(site.api(), resource, desired.ref(), site.manager());
        }
    }

    /** We hold the claim: so the other one left Git, or no longer wants the object. */
    private Optional<Applied> handedOver(DesiredObject desired, Adoption.Delivery other) {
        boolean known = site.claims().inGit(other.owner()) || site.claims().leftGit(other.owner());
        boolean ours = other.owner().source().equals(order.delivery().source()) || known;
        return ours || order.takeOver().test(desired)
                ? Optional.empty()
                : Optional.of(
                        Applied.rejects(Problem.of(subject(desired) + " belongs to the delivery " + other.owner())));
    }

    private JsonNode send(Plan.Action action, DesiredObject desired, Resource resource, JsonNode body)
            throws ApiException {
        Api.Apply how = Api.Apply.by(site.manager());
        try {
            return namespaces.within(
                    desired.ref().namespace(), () -> site.api().apply(resource, desired.ref(), body, how));
        } catch (ApiException e) {
            return switch (e.failure()) {
                case Failure.Conflict conflict -> {
                    if (!mayForce(conflict, action, desired)) {
                        throw e;
                    }
                    yield site.api().apply(resource, desired.ref(), body, how.forced());
                }
                case Failure.Invalid invalid -> {
                    if (!invalid.immutable() || !finishedJob(desired.ref())) {
                        throw e;
                    }
                    yield replace(desired, resource, body, how);
                }
                default -> throw e;
            };
        }
    }

    private boolean mayForce(Failure.Conflict conflict, Plan.Action action, DesiredObject desired) {
        return order.takeOver().test(desired)
                || ForceRule.mayForce(
                        conflict, action, order.mode(), site.baselines().entry(site.cluster(), desired.ref()));
    }

    private boolean finishedJob(ObjectRef ref) {
        ObservedObject live = site.watched().of(order.id()).objects().get(ref);
        return live != null && live.finished();
    }

    private JsonNode replace(DesiredObject desired, Resource resource, JsonNode body, Api.Apply how)
            throws ApiException {
        JsonNode live = site.api().getMetadata(resource, desired.ref()).path("metadata");
        site.api()
                .delete(
                        resource,
                        desired.ref(),
                        live.path("uid").asString(""),
                        live.path("resourceVersion").asString(""));
        return site.api().apply(resource, desired.ref(), body, how);
    }

    private static String subject(DesiredObject desired) {
        return "component \"" + desired.component() + "\": " + desired.ref();
    }
}
