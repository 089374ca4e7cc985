package dev.mizzen.daemon.trigger;

import static dev.mizzen.daemon.trigger.Specs.deliver;
import static dev.mizzen.daemon.trigger.Specs.id;
import static dev.mizzen.daemon.trigger.Specs.revision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mizzen.daemon.queue.DeliveryQueue;
import dev.mizzen.daemon.queue.Lane;
import dev.mizzen.daemon.queue.Next;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Hold;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceSyncTest {
    private final Clock clock = Clock.systemUTC();
    private final StatusBoard board = new StatusBoard(clock);
    private final Wants wants = new Wants();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final FakeBranch branch = new FakeBranch();
    private final DeliveryQueue queue = new DeliveryQueue(
            Lane::of,
            DeliveryQueue.Limits.of(4),
            (id, waited) -> {},
            Duration.ofSeconds(1),
            clock,
            RandomGenerator.of("L64X128MixRandom"));
    private final Said approvals = new Said();
    private final SourceSync sync =
            new SourceSync(Specs.SHOP, branch, Map.of(), wants, board, queue, approvals, new Told(), clock);

    /** What the next asking finds. */
    private static final class FakeBranch implements Branch {
        private volatile SourceSpec next = Specs.source(revision(1));
        private volatile boolean away;

        @Override
        public Snapshot update() throws SourceUnavailable {
            if (away) {
                throw new SourceUnavailable("no route to host", null);
            }
            return snapshot();
        }

        private Snapshot snapshot() {
            return new FakeSnapshot(Specs.SHOP, next.head(), Map.of());
        }

        @Override
        public Optional<Snapshot> known() {
            return Optional.of(snapshot());
        }

        @Override
        public SourceSpec read(Snapshot head) {
            return next;
        }
    }

    /** Approves whatever leaves, once somebody said so. */
    private static final class Said implements Approvals {
        private volatile boolean yes;

        @Override
        public List<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster) {
            return List.of();
        }

        @Override
        public boolean cover(SourceName source, Set<DeliveryId> leaving) {
            return yes;
        }

        @Override
        public void outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> objects) {}
    }

    private final class Told implements SourceSync.Listener {
        @Override
        public void asked(SourceName source, String result, Duration took) {
            happened.add(result);
        }

        @Override
        public void read(SourceName source, SourceSpec spec, List<DeliveryId> expected) {
            happened.add("read " + expected);
        }

        @Override
        public void head(SourceName source, Revision head, List<DeliveryId> changed, List<String> troubles) {
            happened.add("changed " + changed);
        }

        @Override
        public void held(SourceName source, Optional<Hold> hold) {
            hold.ifPresent(held -> happened.add("held " + held.deletions().size()));
        }

        @Override
        public void forgotten(DeliveryId id) {
            happened.add("forgotten " + id);
        }

        @Override
        public void orphaned(SourceName source) {
            happened.add("orphaned");
        }
    }

    @BeforeEach
    void start() {
        queue.start(id -> {
            happened.add("run " + id);
            return new Next.Settled();
        });
    }

    @AfterEach
    void stop() {
        sync.close();
        queue.close();
    }

    private void push(SourceSpec spec) {
        branch.next = spec;
        happened.clear();
        sync.trigger();
    }

    @Test
    void theFirstCommitRunsAllAndLaterOnesOnlyWhatTheyChange() {
        push(Specs.source(revision(1), deliver(revision(1), "web", "a", ""), deliver(revision(1), "api", "a", "")));
        await().until(() -> happened.contains("run " + id("web")) && happened.contains("run " + id("api")));
        assertThat(happened.indexOf("read [shop/staging/web, shop/staging/api]"))
                .as("the reconciler hears of the commit before anything runs")
                .isBetween(0, happened.indexOf("run " + id("web")));

        push(Specs.source(revision(2), deliver(revision(2), "web", "b", ""), deliver(revision(2), "api", "a", "")));
        await().until(() -> happened.contains("run " + id("web")));
        assertThat(happened).contains("changed [shop/staging/web]").doesNotContain("run " + id("api"));
    }

    @Test
    void afterARestartTheCommitThatChangedADeliveryIsStillKnown() {
        DeliverySpec web = deliver(revision(7), "web", "a", "");
        Map<DeliveryId, SourceSync.Remembered> remembered = Map.of(
                id("web"),
                new SourceSync.Remembered(Optional.of(Inputs.of(web)), Optional.of(revision(7))),
                id("api"),
                new SourceSync.Remembered(
                        Optional.of(Inputs.of(deliver(revision(7), "api", "a", ""))), Optional.of(revision(6))));
        branch.next = Specs.source(revision(7), web, deliver(revision(7), "api", "a", ""));
        SourceSync restarted =
                new SourceSync(Specs.SHOP, branch, remembered, wants, board, queue, approvals, new Told(), clock);
        restarted.trigger();
        await().until(() -> happened.contains("changed [shop/staging/web]"));
        restarted.close();
    }

    @Test
    void theSameCommitIsReadOnce() {
        push(Specs.source(revision(1), deliver(revision(1), "web", "a", "")));
        await().until(() -> happened.contains("run " + id("web")));
        happened.clear();
        sync.trigger();
        await().until(() -> happened.contains("unchanged"));
        assertThat(happened).containsExactly("unchanged");
    }

    @Test
    void whatLeftGitIsRunToBeRetired() {
        push(Specs.source(revision(1), deliver(revision(1), "web", "a", "")));
        await().until(() -> happened.contains("run " + id("web")));
        push(Specs.source(revision(2)));
        await().until(() -> happened.contains("run " + id("web")));
        assertThat(wants.of(id("web"))).contains(new Want.Gone(id("web"), revision(2)));
        sync.retired(new Want.Gone(id("web"), revision(2)));
        assertThat(wants.of(id("web"))).isEmpty();
        assertThat(happened).contains("forgotten " + id("web"));
    }

    private void fourLeaveAtOnce() {
        push(Specs.source(
                revision(1),
                deliver(revision(1), "a", "a", ""),
                deliver(revision(1), "b", "a", ""),
                deliver(revision(1), "c", "a", ""),
                deliver(revision(1), "d", "a", "")));
        await().until(() -> happened.stream().filter(h -> h.startsWith("run")).count() == 4);
        push(Specs.source(revision(2)));
    }

    @Test
    void aMassDisappearanceRunsNothingAndSaysWhy() {
        fourLeaveAtOnce();
        await().until(() -> happened.contains("changed []"));
        assertThat(board.all()).allSatisfy(state -> assertThat(state.sync()).isEqualTo(Sync.HELD));
        assertThat(happened).contains("held 4").noneMatch(h -> h.startsWith("run"));
        assertThat(sync.holds(id("a"))).isTrue();
    }

    @Test
    void anApprovedDisappearanceGoesOnAtOnceAlsoWhileTheSourceIsAway() {
        fourLeaveAtOnce();
        await().until(() -> happened.contains("held 4"));
        branch.away = true;
        approvals.yes = true;
        sync.trigger();
        await().until(() -> happened.stream().filter(h -> h.startsWith("run")).count() == 4);
        assertThat(sync.holds(id("a"))).isFalse();
        assertThat(wants.of(id("a"))).contains(new Want.Gone(id("a"), revision(2)));
        assertThat(board.of(id("a")).orElseThrow().sync()).isEqualTo(Sync.PROGRESSING);
    }

    @Test
    void aDisappearanceThatWasApprovedBeforeARestartIsNotHeldAgain() {
        approvals.yes = true;
        fourLeaveAtOnce();
        await().until(() -> happened.stream().filter(h -> h.startsWith("run")).count() == 4);
        assertThat(happened).noneMatch(h -> h.startsWith("held"));
    }

    @Test
    void aBranchThatDisappearsDeletesNothing() {
        push(Specs.source(revision(1), deliver(revision(1), "web", "a", "")));
        await().until(() -> happened.contains("run " + id("web")));
        branch.away = true;
        happened.clear();
        sync.trigger();
        await().until(() -> happened.contains("failed"));
        assertThat(happened).containsExactly("failed");
        assertThat(wants.of(id("web"))).containsInstanceOf(Want.Spec.class);
    }

    @Test
    void aStartWithoutTheGitServerGoesOnWithWhatIsKnown() {
        branch.away = true;
        push(Specs.source(revision(1), deliver(revision(1), "web", "a", "")));
        await().until(() -> happened.contains("run " + id("web")));
        assertThat(sync.trouble()).contains("no route to host");
        branch.away = false;
        sync.trigger();
        await().until(() -> sync.trouble().isEmpty());
    }
}
