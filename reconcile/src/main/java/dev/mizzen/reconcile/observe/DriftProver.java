package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.DriftProof;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.plan.Desired;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Proves drift on one cluster: one read, one forced dry-run apply, and the difference told with who and when. */
public final class DriftProver implements DriftProof {
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
    public Verdict prove(
            DeliveryId delivery, ClusterName cluster, Resource kind, Desired.DesiredObject desired, JsonNode body)
            throws ApiException {
        Optional<JsonNode> live = find(kind, desired);
        if (live.isEmpty()) {
            tell(delivery, cluster, desired, Drift.Kind.DELETED, List.of(), Optional.empty());
            return new Verdict.Gone();
        }
        Api.Apply dry = Api.Apply.by(manager).forced().dry();
        JsonNode wanted = api.apply(kind, desired.ref(), body, dry);
        List<Drift.Field> fields = DriftFields.between(live.get(), wanted, manager);
        Optional<ManagedEntry> entry = ManagedEntry.of(live.get(), manager);
        if (fields.isEmpty() && entry.isPresent()) {
            return new Verdict.InSync(entry.get());
        }
        Optional<Fights.Fight> fight = fights.lost(cluster, desired.ref(), fields);
        tell(delivery, cluster, desired, Drift.Kind.CHANGED, fields, fight);
        return fight.<Verdict>map(f -> new Verdict.Fought(f.manager(), f.path(), f.until()))
                .orElseGet(Verdict.Drifted::new);
    }

    private Optional<JsonNode> find(Resource kind, Desired.DesiredObject desired) throws ApiException {
        try {
            return Optional.of(api.get(kind, desired.ref()));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void tell(
            DeliveryId delivery,
            ClusterName cluster,
            Desired.DesiredObject desired,
            Drift.Kind kind,
            List<Drift.Field> fields,
            Optional<Fights.Fight> fight) {
        listener.drifted(new Drift(delivery, cluster, desired.ref(), kind, fields, clock.instant()), fight);
    }
}
