package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.DriftProof;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.spec.Environment.Mode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Proves drift on one cluster: one read, one forced dry-run apply, and the difference told with who and when. */
public final class DriftProver implements DriftProof {
    /** So often an object that changes all the time is read anew. */
    private static final int ATTEMPTS = 5;

    private final Api api;
    private final String manager;
    private final Fights fights;
    private final DriftListener listener;
    private final Clock clock;

    /** @param manager the field manager whose entry is ours */
    public DriftProver(Api api, String manager, Fights fights, DriftListener listener, Clock clock) {
        this.api = api;
        this.manager = manager;
        this.fights = fights;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public DriftProof by(Api another) {
        return new DriftProver(another, manager, fights, listener, clock);
    }

    @Override
    public Verdict prove(Order order, Resource kind, DesiredObject desired, Body body) throws ApiException {
        Optional<JsonNode> live = find(kind, desired.ref());
        if (live.isEmpty()) {
            Optional<Fights.Fight> fight = lost(order, desired.ref(), List.of(Fights.WHOLE));
            tell(order, desired.ref(), Drift.Kind.DELETED, List.of(), fight);
            return fight.<Verdict>map(f -> new Verdict.Fought(f.manager(), f.path(), f.until()))
                    .orElseGet(Verdict.Gone::new);
        }
        ObjectNode sent = body.beside(live.get());
        JsonNode wanted = api.apply(
                kind, desired.ref(), sent, Api.Apply.by(manager).forced().dry());
        DriftFields fields = DriftFields.between(live.get(), wanted, sent, manager);
        Optional<ManagedEntry> entry = ManagedEntry.of(live.get(), manager);
        if (fields.isEmpty() && entry.isPresent()) {
            return new Verdict.InSync(entry.get(), live.get());
        }
        return drifted(order, desired.ref(), sent, fields);
    }

    /** A field whose value is right and whose owner is another is nothing to tell, unless it is so again and again. */
    private Verdict drifted(Order order, ObjectRef ref, ObjectNode sent, DriftFields fields) {
        Optional<Fights.Fight> fight = lost(order, ref, fields.told());
        if (fields.values() || fields.forgotten() || fight.isPresent()) {
            tell(order, ref, Drift.Kind.CHANGED, fields.told(), fight);
        }
        return fight.<Verdict>map(f -> new Verdict.Fought(f.manager(), f.path(), f.until()))
                .orElseGet(() -> new Verdict.Drifted(sent, fields.values()));
    }

    /** There is no fight where we do not put anything back. */
    private Optional<Fights.Fight> lost(Order order, ObjectRef ref, List<Drift.Field> fields) {
        return order.mode() == Mode.CORRECT ? fights.lost(api.cluster(), ref, fields) : Optional.empty();
    }

    @Override
    public Removal removeAdditions(Order order, Resource kind, DesiredObject desired, ManagedEntry ours)
            throws ApiException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<JsonNode> live = find(kind, desired.ref())
                    .filter(l -> ManagedEntry.of(l, manager).equals(Optional.of(ours)));
            Additions additions =
                    live.map(l -> Additions.of(l, desired, manager)).orElse(Additions.NONE);
            if (live.isEmpty() || additions.isEmpty()) {
                return new Removal.Nothing();
            }
            Optional<Fights.Fight> fight = lost(order, desired.ref(), additions.fields());
            if (fight.isPresent()) {
                tell(order, desired.ref(), Drift.Kind.ADDITION, additions.fields(), fight);
                return new Removal.Fought(
                        fight.get().manager(), fight.get().path(), fight.get().until());
            }
            Optional<JsonNode> answer = remove(kind, desired.ref(), additions.removal(live.get()));
            if (answer.isPresent()) {
                tell(order, desired.ref(), Drift.Kind.ADDITION_REMOVED, additions.fields(), Optional.empty());
                return new Removal.Removed(answer.get());
            }
        }
        return new Removal.Unsteady();
    }

    /** Empty if the object changed since it was read. */
    private Optional<JsonNode> remove(Resource kind, ObjectRef ref, JsonNode patch) throws ApiException {
        try {
            return Optional.of(api.patch(kind, ref, "application/json-patch+json", patch, manager));
        } catch (ApiException e) {
            boolean moved = e.failure() instanceof Failure.Stale
                    || (e.failure() instanceof Failure.Invalid invalid
                            && invalid.fields().isEmpty());
            if (moved) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void added(Order order, ObjectRef ref, List<Addition> additions) {
        List<Drift.Field> fields = additions.stream()
                .map(a -> new Drift.Field(a.path(), "", "", a.manager(), a.when()))
                .toList();
        tell(order, ref, Drift.Kind.ADDITION, fields, Optional.empty());
    }

    @Override
    public void wrote(ObjectRef ref) {
        fights.putBack(api.cluster(), ref);
    }

    private Optional<JsonNode> find(Resource kind, ObjectRef ref) throws ApiException {
        try {
            return Optional.of(api.get(kind, ref));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void tell(
            Order order, ObjectRef ref, Drift.Kind kind, List<Drift.Field> fields, Optional<Fights.Fight> fight) {
        listener.drifted(
                new Drift(order.delivery(), api.cluster(), ref, kind, order.mode(), fields, clock.instant()), fight);
    }
}
