package dev.mizzen.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.promote.Trial;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Made;
import dev.mizzen.reconcile.run.Releases;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the store promises, whichever database it is on. */
abstract class StoreContract {
    private static final DeliveryId WEB = DeliveryId.parse("shop/staging/web");
    static final Revision REVISION = new Revision("a".repeat(40));
    private static final ClusterName STAGING = new ClusterName("staging");
    private static final ObjectRef DEPLOYMENT = new ObjectRef("apps", "Deployment", "shop", "web");
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

    /** Opens the same store each time. */
    abstract Store open() throws StoreUnavailable;

    @Test
    void whatWasWrittenIsThereAfterARestart() throws StoreUnavailable {
        Deliveries.Row delivery = new Deliveries.Row(
                WEB, "synced", Optional.of(REVISION), Optional.empty(), Optional.of("d"), "it's\nfine", NOON);
        SentStatuses.Row status =
                new SentStatuses.Row(new SourceName("shop"), REVISION, "mizzen", "success", "all is well", NOON);
        Events.Row event = new Events.Row(WEB, STAGING, DEPLOYMENT.toString(), "drift", "replicas", NOON);
        Runs.Row run = new Runs.Row(WEB, REVISION, "synced", 3, 1, "", NOON, NOON.plusSeconds(2));
        try (Store store = open()) {
            store.deliveries().put(delivery);
            store.statuses().put(status);
            store.events().add(event);
            store.runs().add(run);
            store.baselines().put(STAGING, DEPLOYMENT, new ManagedEntry("{\"f:spec\":{}}"));
        }
        try (Store store = open()) {
            assertThat(store.trouble()).isEmpty();
            assertThat(store.deliveries().all()).containsExactly(delivery);
            assertThat(store.statuses().all()).containsExactly(status);
            assertThat(store.events().of(WEB, 10)).containsExactly(event);
            assertThat(store.runs().of(WEB, 10)).containsExactly(run);
            assertThat(store.baselines().digest(STAGING, DEPLOYMENT))
                    .contains(new ManagedEntry("{\"f:spec\":{}}").digest());
            assertThat(store.baselines().entry(STAGING, DEPLOYMENT)).contains(new ManagedEntry("{\"f:spec\":{}}"));
        }
    }

    @Test
    void historyIsReadByTimeAndNameAndOutlivesARestart() throws StoreUnavailable {
        DeliveryId past = DeliveryId.parse("past/staging/web");
        ReleaseLog.Row release = new ReleaseLog.Row(
                past,
                NOON,
                REVISION,
                "inputs",
                Optional.of(NOON.plusSeconds(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOON.minusSeconds(1)),
                Optional.of(NOON.plusSeconds(9)),
                ReleaseLog.Ending.SUPERSEDED);
        Which web = new Which(Optional.of(past.source()), Optional.of(past.environment()), Optional.of(past.app()));
        Which prod = new Which(Optional.of(past.source()), Optional.of(new EnvironmentName("prod")), Optional.empty());
        Instant end = NOON.plusSeconds(60);
        try (Store store = open()) {
            store.releaseLog().put(release);
            store.events().add(new Events.Row(past, "rolled-back", "to the last good one", NOON.plusSeconds(8)));
            store.runs().add(new Runs.Row(past, REVISION, "synced", 1, 0, "", NOON, NOON.plusSeconds(2)));
        }
        try (Store store = open()) {
            assertThat(store.releaseLog().find(web, NOON, end, 10)).containsExactly(release);
            assertThat(store.releaseLog().find(prod, NOON, end, 10)).isEmpty();
            assertThat(store.timeline().find(web, Optional.empty(), NOON, end, 10))
                    .extracting(Timeline.Entry::kind)
                    .containsExactly("rolled-back", Timeline.RUN);
            assertThat(store.timeline().find(web, Optional.of("rolled-back"), NOON, end, 10))
                    .hasSize(1);
            assertThat(store.timeline().find(web, Optional.empty(), NOON, NOON.plusSeconds(2), 10))
                    .extracting(Timeline.Entry::kind)
                    .containsExactly(Timeline.RUN);
            assertThat(store.timeline().find(prod, Optional.empty(), NOON, end, 10))
                    .isEmpty();
            assertThat(store.releaseLog().forgetBefore(end)).isEqualTo(1);
            assertThat(store.releaseLog().find(web, NOON, end, 10)).isEmpty();
        }
    }

    @Test
    void howPinsFareOutlivesARestart() throws StoreUnavailable {
        Trial.Good good = new Trial.Good(REVISION, new Revision("b".repeat(40)));
        Trial coming = Trial.begun(REVISION, Optional.empty());
        Trial failed = new Trial(
                new Revision("c".repeat(40)),
                Optional.of(NOON),
                Optional.of(NOON.plusSeconds(1)),
                Optional.of(new Trial.Failure("degraded", NOON.plusSeconds(1))),
                Optional.of(good));
        DeliveryId other = DeliveryId.parse("shop/prod/web");
        try (Store store = open()) {
            store.trials().put(WEB, coming);
            store.trials().put(other, coming);
            store.trials().put(other, failed);
        }
        try (Store store = open()) {
            assertThat(store.trials().of(WEB)).contains(coming);
            // Since when it fares badly is not known after a restart.
            assertThat(store.trials().of(other))
                    .contains(new Trial(
                            failed.pin(), failed.delivered(), Optional.empty(), failed.failed(), failed.good()));
        }
    }

    @Test
    void whatPullRequestsWereToldIsRememberedWhileTheyAreOpen() throws StoreUnavailable {
        SourceName shop = new SourceName("shop");
        var told = new ToldPulls.Compared(REVISION, new Revision("b".repeat(40)));
        try (Store store = open()) {
            store.pulls().put(shop, "7", new ToldPulls.Compared(REVISION, REVISION));
            store.pulls().put(shop, "7", told);
            store.pulls().put(shop, "8", told);
            store.pulls().put(new SourceName("other"), "8", told);
        }
        try (Store store = open()) {
            store.pulls().retain(shop, List.of("7"));
            assertThat(store.pulls().find(shop, "7")).contains(told);
            assertThat(store.pulls().find(shop, "8")).isEmpty();
            assertThat(store.pulls().find(new SourceName("other"), "8")).contains(told);
        }
    }

    @Test
    void releasesAreThereAfterARestartUntilTheyAreForgotten() throws StoreUnavailable {
        DeliveryId other = DeliveryId.parse("shop/prod/other");
        Releases.Release release = new Releases.Release(
                Digest.of("inputs"),
                List.of(
                        new Releases.Released(DEPLOYMENT, Digest.of("body"), "web"),
                        new Releases.Released(
                                new ObjectRef("", "Namespace", "", "shop"), Digest.of("namespace"), "a.b_c-d"),
                        new Releases.Released(
                                new ObjectRef("rbac.authorization.k8s.io", "ClusterRole", "", "a b:c"),
                                Digest.of("role"),
                                "web",
                                Optional.of(new Made(
                                        "web", "shop", "", Rendered.Role.TRAIT, "the door, 100 %", "my \"trait\"")))));
        Releases.Release empty = new Releases.Release(Digest.of("nothing"), List.of());
        try (Store store = open()) {
            store.releases().put(WEB, STAGING, new Releases.Release(Digest.of("old"), List.of()));
            store.releases().put(WEB, STAGING, release);
            store.releases().put(other, STAGING, empty);
        }
        try (Store store = open()) {
            assertThat(store.releases().of(WEB, STAGING)).contains(release);
            assertThat(store.releases().of(other, STAGING)).contains(empty);
            assertThat(store.releases().of(WEB, new ClusterName("prod"))).isEmpty();
            store.releases().forget(WEB);
            assertThat(store.releases().of(WEB, STAGING)).isEmpty();
        }
        try (Store store = open()) {
            assertThat(store.releases().of(WEB, STAGING)).isEmpty();
            assertThat(store.releases().of(other, STAGING)).contains(empty);
        }
    }

    @Test
    void aSecondWriteReplacesTheFirst() throws StoreUnavailable {
        DeliveryId api = DeliveryId.parse("shop/prod/api");
        try (Store store = open()) {
            for (String sync : List.of("progressing", "synced")) {
                store.deliveries()
                        .put(new Deliveries.Row(
                                api, sync, Optional.empty(), Optional.empty(), Optional.empty(), "", NOON));
                store.statuses().put(new SentStatuses.Row(new SourceName("b"), REVISION, "mizzen", sync, "", NOON));
            }
            assertThat(store.deliveries().all())
                    .filteredOn(row -> row.id().equals(api))
                    .extracting(Deliveries.Row::sync)
                    .containsExactly("synced");
            assertThat(store.statuses().all())
                    .filteredOn(row -> row.source().value().equals("b"))
                    .extracting(SentStatuses.Row::state)
                    .containsExactly("synced");
            store.deliveries().remove(api);
            assertThat(store.deliveries().all()).extracting(Deliveries.Row::id).doesNotContain(api);
        }
    }

    @Test
    void baselinesComeBackFromManyChangesAndForgetWhatWasForgotten() throws StoreUnavailable {
        ClusterName cluster = new ClusterName("many");
        try (Store store = open()) {
            for (int i = 0; i < 1_200; i++) {
                store.baselines().put(cluster, object(i), new ManagedEntry("{\"f:data\":{\"f:" + i + "\":{}}}"));
            }
            store.flush();
            store.baselines().forget(cluster, object(7));
            store.baselines().put(cluster, object(8), new ManagedEntry("{}"));
            store.baselines().finish(cluster, object(9), Digest.of("a body"));
            store.baselines().finish(cluster, object(10), Digest.of("a body"));
            store.baselines().forget(cluster, object(10));
            assertThat(store.baselines().entry(cluster, object(7))).isEmpty();
        }
        try (Store store = open()) {
            assertThat(store.baselines().digest(cluster, object(7))).isEmpty();
            assertThat(store.baselines().entry(cluster, object(8))).contains(new ManagedEntry("{}"));
            assertThat(store.baselines().finished(cluster, object(9))).contains(Digest.of("a body"));
            assertThat(store.baselines().finished(cluster, object(10))).isEmpty();
            assertThat(store.baselines().entry(cluster, object(1_199)))
                    .contains(new ManagedEntry("{\"f:data\":{\"f:1199\":{}}}"));
        }
    }

    private static ObjectRef object(int i) {
        return new ObjectRef("", "ConfigMap", "shop", "c" + i);
    }

    @Test
    void approvalsComeBackWithWhatTheyCoverAndWhatIsLeftOfIt() throws StoreUnavailable {
        SourceName shop = new SourceName("shop");
        Deletions.OfObjects objects = new Deletions.OfObjects(
                WEB,
                Map.of(
                        STAGING,
                        Set.of(DEPLOYMENT, new ObjectRef("", "Namespace", "", "shop"), object(1)),
                        new ClusterName("eu-1"),
                        Set.of(object(2))));
        Deletions.OfDeliveries deliveries =
                new Deletions.OfDeliveries(shop, Set.of(WEB, DeliveryId.parse("shop/prod/api")));
        StoredApprovals.Row asked = row("message", objects, Optional.empty(), objects, Optional.empty());
        StoredApprovals.Row given =
                row("it's\nmany", deliveries, Optional.of("alice@example.com"), deliveries, Optional.empty());
        try (Store store = open()) {
            store.approvals().put(asked);
            store.approvals().put(given);
        }
        StoredApprovals.Row rest = new StoredApprovals.Row(
                given.id(),
                "GUARD",
                given.message(),
                deliveries,
                NOON,
                given.approver(),
                given.given(),
                new Deletions.OfDeliveries(shop, Set.of(WEB)),
                Optional.empty(),
                Optional.empty());
        StoredApprovals.Row over =
                row("over", objects, Optional.of("bob"), new Deletions.OfObjects(WEB, Map.of()), Optional.of("DONE"));
        try (Store store = open()) {
            assertThat(store.approvals().open()).containsExactlyInAnyOrder(asked, given);
            assertThat(store.approvals().open().getFirst().covers().digest())
                    .isIn(objects.digest(), deliveries.digest());
            store.approvals().remove(asked.id());
            store.approvals().put(rest);
            store.approvals().put(over);
            assertThat(store.approvals().open()).containsExactly(rest);
            assertThat(store.approvals().ended(10)).containsExactly(over);
            assertThat(store.approvals().forgetBefore(NOON)).isZero();
            assertThat(store.approvals().forgetBefore(NOON.plusSeconds(1))).isOne();
            assertThat(store.approvals().ended(10)).isEmpty();
            store.approvals().remove(rest.id());
        }
    }

    private static StoredApprovals.Row row(
            String message, Deletions covers, Optional<String> by, Deletions remaining, Optional<String> ending) {
        return new StoredApprovals.Row(
                UUID.randomUUID(),
                "GUARD",
                message,
                covers,
                NOON,
                by,
                by.map(who -> NOON),
                remaining,
                ending,
                ending.map(how -> NOON));
    }

    @Test
    void anApprovalOfAsManyObjectsAsADeliveryMayHoldIsStored() throws StoreUnavailable {
        Set<ObjectRef> many = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(new ObjectRef("example.com", "Thing", "n".repeat(63), "x".repeat(240) + i));
        }
        Deletions.OfObjects objects = new Deletions.OfObjects(WEB, Map.of(STAGING, many));
        StoredApprovals.Row asked = row("", objects, Optional.empty(), objects, Optional.empty());
        try (Store store = open()) {
            store.approvals().put(asked);
            assertThat(store.approvals().open()).containsExactly(asked);
            store.approvals().remove(asked.id());
        }
    }

    @Test
    void whatHappenedToADeliveryAsAWholeHasNoCluster() throws StoreUnavailable {
        DeliveryId held = DeliveryId.parse("held/prod/api");
        Events.Row event = new Events.Row(held, "held", "would delete 5 of 6 objects", NOON);
        try (Store store = open()) {
            store.events().add(List.of(event, event));
            assertThat(store.events().of(held, 10)).containsExactly(event, event);
        }
    }

    @Test
    void historyIsBoundedByAgeAndTextByLength() throws StoreUnavailable {
        DeliveryId old = DeliveryId.parse("old/prod/api");
        try (Store store = open()) {
            for (Instant at : List.of(NOON.minusSeconds(100), NOON)) {
                store.events()
                        .add(new Events.Row(old, STAGING, "//" + "x".repeat(2_000), "drift", "m\0".repeat(5_000), at));
                store.runs().add(new Runs.Row(old, REVISION, "synced", 0, 0, "y".repeat(5_000), at, at));
            }
            store.events().forgetBefore(NOON.minusSeconds(1));
            store.runs().forgetBefore(NOON.minusSeconds(1));
            store.statuses().forgetBefore(NOON.minusSeconds(1));
            assertThat(store.events().of(old, 10))
                    .singleElement()
                    .satisfies(row -> assertThat(row.message()).hasSize(4_000));
            assertThat(store.runs().of(old, 10)).hasSize(1);
        }
    }
}
