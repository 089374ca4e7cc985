package dev.mizzen.daemon.report;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.run.Outcome;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that tests share. */
public final class Examples {
    public static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");
    public static final DeliveryId API = DeliveryId.parse("shop/prod/api");
    public static final ClusterName STAGING = new ClusterName("staging");
    public static final ObjectRef DEPLOYMENT = new ObjectRef("apps", "Deployment", "shop", "web");
    public static final Revision FIRST = new Revision("1".repeat(40));
    public static final Revision SECOND = new Revision("2".repeat(40));
    public static final Health ROLLING = new Health(Health.State.PROGRESSING, "0 of 1 pods are ready");

    private Examples() {}

    public static Outcome synced() {
        return new Outcome.Synced(1, 0, Map.of(STAGING, List.of(DEPLOYMENT)), List.of());
    }

    /** Deletions of {@link #WEB} that are too many. */
    public static Hold hold() {
        return new Hold(
                Hold.Reason.GUARD,
                "would delete 1 of 1 objects",
                new Deletions.OfObjects(WEB, Map.of(STAGING, Set.of(DEPLOYMENT))));
    }

    public static Drift drift(Instant seen) {
        return drift(seen, Environment.Mode.CORRECT);
    }

    public static Drift drift(Instant seen, Environment.Mode mode) {
        return new Drift(
                WEB,
                STAGING,
                DEPLOYMENT,
                Drift.Kind.CHANGED,
                mode,
                List.of(new Drift.Field("spec.replicas", "3", "1", "kubectl-edit", Optional.of(seen))),
                seen);
    }

    /** Brings a delivery to synced with this health. */
    public static void applied(StatusBoard board, DeliveryId id, Revision revision, Health health) {
        board.outcome(id, revision, synced());
        board.health(id, STAGING, Map.of(DEPLOYMENT, health));
    }
}
