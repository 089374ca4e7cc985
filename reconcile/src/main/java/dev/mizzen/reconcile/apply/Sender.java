package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.SameValue;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends one apply: without the fields that are left to others, and with force where the rule allows it. */
final class Sender {
    /** So often an object that changes all the time is read anew before it is forced. */
    private static final int ATTEMPTS = 3;

    private final Site site;
    private final Order order;
    private final Namespaces namespaces;
    private final Scalers scalers;

    Sender(Site site, Order order, Namespaces namespaces, Scalers scalers) {
        this.site = site;
        this.order = order;
        this.namespaces = namespaces;
        this.scalers = scalers;
    }

    /** What is known of the live object before it is written. */
    sealed interface Known {
        /** It is not there. */
        record Absent() implements Known {}

        /** It is there and was not read; {@code ours} is our entry, empty if that is not known either. */
        record Unread(Optional<ManagedEntry> ours) implements Known {}

        /** It was read, and this is what is to be sent. */
        record Body(ObjectNode body) implements Known {}
    }

    /** An apply that was accepted. */
    record Sent(JsonNode body, JsonNode answer) {}

    /** What the next apply would send, beside this live object. One list, where a scaler holds the replicas. */
    ObjectNode beside(DesiredObject desired, JsonNode live) throws ApiException {
        boolean scaled = Scalers.isScaled(live) && scalers.atWork(desired.ref());
        return Bodies.beside(scaled ? desired.ignoring(Scalers.REPLICAS) : desired, live, site.manager());
    }

    /** Takes nothing from anybody; empty if the server would only take it with force. */
    Optional<Sent> offer(DesiredObject desired, Resource resource, Known known) throws ApiException {
        ObjectNode body = body(desired, resource, known);
        try {
            return Optional.of(new Sent(body, site.api().apply(resource, desired.ref(), body, how())));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.Conflict) {
                return Optional.empty();
            }
            throw e;
        }
    }

    Sent apply(Action action, DesiredObject desired, Resource resource, Known known) throws ApiException {
        if (isRecreated(action, desired, resource)) {
            return replace(desired, resource);
        }
        ObjectNode body = body(desired, resource, known);
        try {
            return sent(desired, resource, body);
        } catch (ApiException e) {
            return switch (e.failure()) {
                case Failure.Conflict conflict -> conflicted(action, desired, resource, body, conflict, e);
                case Failure.Invalid invalid -> {
                    if (!invalid.immutable() || !finishedJob(desired.ref())) {
                        throw e;
                    }
                    yield replace(desired, resource);
                }
                case Failure.Broken broken -> {
                    if (!broken.oldEntries()) {
                        throw e;
                    }
                    renewEntries(desired, resource);
                    yield sent(desired, resource, body);
                }
                default -> throw e;
            };
        }
    }

    /** Whether a release changes a field for which a policy wants a new object. */
    private boolean isRecreated(Action action, DesiredObject desired, Resource resource) throws ApiException {
        boolean release = action instanceof Action.Update update && update.reason() == Plan.Reason.RELEASE;
        if (!release || desired.treatment().recreatedBy().isEmpty()) {
            return false;
        }
        JsonNode live = site.api().get(resource, desired.ref());
        ObjectNode wanted = desired.manifest().json();
        return desired.treatment().recreatedBy().stream()
                .filter(field -> !wanted.at(field).isMissingNode())
                .anyMatch(field -> !SameValue.of(wanted.at(field), live.at(field)));
    }

    private ObjectNode body(DesiredObject desired, Resource resource, Known known) throws ApiException {
        return switch (known) {
            case Known.Absent ignored -> Bodies.whole(desired);
            case Known.Body body -> body.body();
            case Known.Unread unread -> {
                Optional<ObjectNode> body = desired.ignored().isEmpty()
                        ? Optional.of(Bodies.whole(desired))
                        : unread.ours().flatMap(ours -> Bodies.known(desired, ours));
                yield body.isPresent() ? body.get() : read(desired, resource);
            }
        };
    }

    private ObjectNode read(DesiredObject desired, Resource resource) throws ApiException {
        try {
            return Bodies.beside(desired, site.api().get(resource, desired.ref()), site.manager());
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Bodies.whole(desired);
            }
            throw e;
        }
    }

    private Sent sent(DesiredObject desired, Resource resource, ObjectNode body) throws ApiException {
        return new Sent(
                body,
                namespaces.within(
                        desired.ref().namespace(), () -> site.api().apply(resource, desired.ref(), body, how())));
    }

    /** What another took of the fields that are left to others is left to it; for the rest there may be force. */
    private Sent conflicted(
            Action action,
            DesiredObject desired,
            Resource resource,
            ObjectNode body,
            Failure.Conflict conflict,
            ApiException cause)
            throws ApiException {
        boolean scaled = conflict.fields().stream().anyMatch(Scalers::isScaled) && scalers.atWork(desired.ref());
        DesiredObject without = scaled ? desired.ignoring(Scalers.REPLICAS) : desired;
        ObjectNode less = body.deepCopy();
        if (!Bodies.giveUp(less, without, conflict)) {
            return forced(action, desired, resource, body, conflict, cause);
        }
        try {
            return sent(desired, resource, less);
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.Conflict other) {
                return forced(action, without, resource, less, other, e);
            }
            throw e;
        }
    }

    private Sent forced(
            Action action,
            DesiredObject desired,
            Resource resource,
            ObjectNode body,
            Failure.Conflict conflict,
            ApiException cause)
            throws ApiException {
        Predicate<Failure.FieldConflict> givenBack =
                field -> (Scalers.isScaled(field) && !desired.ignored().contains(Scalers.REPLICAS))
                        || isKept(desired, body, field);
        boolean may = order.takeOver().test(desired)
                || ForceRule.mayForce(
                        conflict,
                        action,
                        order.mode(),
                        site.baselines().entry(site.cluster(), desired.ref()),
                        givenBack);
        if (!may) {
            throw cause;
        }
        return Bodies.holdsIgnored(body, desired)
                ? forcedAsRead(desired, resource)
                : new Sent(body, site.api().apply(resource, desired.ref(), body, how().forced()));
    }

    /** What others may change between two releases a release takes back. */
    private static boolean isKept(DesiredObject desired, ObjectNode body, Failure.FieldConflict field) {
        List<JsonPointer> kept = desired.treatment().kept();
        return !kept.isEmpty()
                && FieldPath.ofServerText(field.path(), body)
                        .filter(path -> desired.leavingOnly(kept).leaves(path))
                        .isPresent();
    }

    /** Force would also win over whoever writes an ignored field of ours meanwhile: it is bound to what was read. */
    private Sent forcedAsRead(DesiredObject desired, Resource resource) throws ApiException {
        for (int attempt = 1; ; attempt++) {
            JsonNode live = site.api().get(resource, desired.ref());
            ObjectNode body = Bodies.beside(desired, live, site.manager());
            body.withObject("metadata")
                    .set("resourceVersion", live.path("metadata").path("resourceVersion"));
            try {
                return new Sent(body, site.api().apply(resource, desired.ref(), body, how().forced()));
            } catch (ApiException e) {
                if (!(e.failure() instanceof Failure.Stale) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Api.Apply how() {
        return Api.Apply.by(site.manager());
    }

    private boolean finishedJob(ObjectRef ref) {
        return site.watched().find(ref).filter(ObservedObject::finished).isPresent();
    }

    private Sent replace(DesiredObject desired, Resource resource) throws ApiException {
        JsonNode live = site.api().getMetadata(resource, desired.ref()).path("metadata");
        site.api()
                .delete(
                        resource,
                        desired.ref(),
                        live.path("uid").asString(""),
                        live.path("resourceVersion").asString(""));
        return sent(desired, resource, Bodies.whole(desired));
    }

    /** Entries of a version that the kind no longer has stop every apply: they are written down for ours. */
    void renewEntries(DesiredObject desired, Resource resource) throws ApiException {
        String version = desired.manifest().gvk().apiVersion();
        new EntryPatch(site.api(), resource, desired.ref())
                .apply(
                        entry -> {
                            boolean old = !entry.path("apiVersion").asString("").equals(version);
                            entry.put("apiVersion", version);
                            return old;
                        },
                        site.manager());
    }
}
