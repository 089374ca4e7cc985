package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks whose an object is before our first apply of it, and takes over the fields of a tool that had it. */
final class Adopter {
    private final Site site;
    private final Order order;
    private final Inventory inventory;
    private final Namespaces namespaces;

    Adopter(Site site, Order order, Inventory inventory, Namespaces namespaces) {
        this.site = site;
        this.order = order;
        this.inventory = inventory;
        this.namespaces = namespaces;
    }

    /** Whether the object may be applied. */
    sealed interface Answer {
        /** It is not there. */
        record Absent() implements Answer {}

        /** It is there and becomes ours; {@code entry} is what we hold of it. */
        record Ours(ManagedEntry entry) implements Answer {}

        /** It is another's. */
        record Refused(Problem problem) implements Answer {}
    }

    /** No request where this run has just created the namespace; one read otherwise, and the take-over if there is one. */
    Answer ask(DesiredObject desired, Resource resource) throws ApiException {
        if (namespaces.isNew(desired.ref().namespace())) {
            return new Answer.Absent();
        }
        Optional<JsonNode> live = site.lookups().find(resource, desired.ref());
        if (live.isEmpty()) {
            namespaces.absent(desired.ref());
            return new Answer.Absent();
        }
        boolean taken = order.takeOver().test(desired);
        return switch (Adoption.of(desired.ref(), live.get(), order.id(), inventory::delivery)) {
            case Adoption.Free ignored -> taken ? taken(desired, resource) : ours(live.get());
            case Adoption.Delivery other ->
                taken || mayBeHandedOver(other)
                        ? ours(live.get())
                        : refused(desired, "the delivery " + other.owner(), "");
            case Adoption.Controlled controlled ->
                refused(
                        desired,
                        controlled.owner(),
                        ", which makes it and deletes it: change what that controller reads, or give the object another name");
            case Adoption.Foreign foreign ->
                taken
                        ? taken(desired, resource)
                        : refused(
                                desired,
                                foreign.owner(),
                                "; annotate the application with " + TakeOver.ANNOTATION + ": \"true\" to take it");
        };
    }

    private Answer taken(DesiredObject desired, Resource resource) throws ApiException {
        return ours(new EntryPatch(site.api(), resource, desired.ref())
                .apply(entry -> Fold.into(entry, site.manager()), site.manager()));
    }

    private Answer ours(JsonNode live) {
        return new Answer.Ours(ManagedEntry.of(live, site.manager()).orElse(ManagedEntry.NONE));
    }

    private static Answer refused(DesiredObject desired, String owner, String what) {
        return new Answer.Refused(Problem.of(Writer.subject(desired) + " belongs to " + owner + what));
    }

    /** We hold the claim: so the other one left Git, or no longer wants the object. */
    private boolean mayBeHandedOver(Adoption.Delivery other) {
        return other.owner().source().equals(order.delivery().source())
                || site.claims().inGit(other.owner())
                || site.claims().leftGit(other.owner());
    }
}
