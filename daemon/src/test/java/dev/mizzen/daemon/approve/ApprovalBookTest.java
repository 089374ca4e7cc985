package dev.mizzen.daemon.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.report.HandClock;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalBookTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final DeliveryId WEB = DeliveryId.parse("shop/prod/web");
    private static final DeliveryId API = DeliveryId.parse("shop/prod/api");
    private static final ClusterName EU = new ClusterName("eu");
    private static final ClusterName US = new ClusterName("us");

    private final HandClock clock = new HandClock();
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();
    private final List<Deletions> released = new ArrayList<>();
    private Optional<Store> store = Optional.empty();
    private Optional<ApprovalBook> opened = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        store = Optional.of(Store.open(url, Optional.empty(), Optional.empty()));
        restart();
    }

    private void restart() {
        Store open = store.orElseThrow();
        opened = Optional.of(new ApprovalBook(open.approvals(), open.events(), released::add, clock));
    }

    @AfterEach
    void stop() {
        store.ifPresent(Store::close);
    }

    private ApprovalBook book() {
        return opened.orElseThrow();
    }

    private static ObjectRef object(int i) {
        return new ObjectRef("", "ConfigMap", "shop", "c" + i);
    }

    private static Set<ObjectRef> objects(int from, int to) {
        Set<ObjectRef> objects = new TreeSet<>();
        for (int i = from; i <= to; i++) {
            objects.add(object(i));
        }
        return objects;
    }

    private static Hold hold(int from, int to) {
        return new Hold(
                Hold.Reason.GUARD,
                "would delete some",
                new Deletions.OfObjects(WEB, Map.of(EU, objects(from, to), US, objects(from, to))));
    }

    private static Hold left(DeliveryId... deliveries) {
        return new Hold(Hold.Reason.LEFT_GIT, "some left", new Deletions.OfDeliveries(SHOP, Set.of(deliveries)));
    }

    private static String digest(Hold hold) {
        return hold.deletions().digest().hex();
    }

    private List<String> history(DeliveryId delivery) {
        return store.orElseThrow().events().of(delivery, 10).stream()
                .map(Events.Row::kind)
                .toList();
    }

    private Approval approved(Hold hold) {
        assertThat(book().approve(digest(hold), "alice")).isInstanceOf(Answer.Approved.class);
        return book().given().getFirst();
    }

    @Test
    void whatIsHeldWaitsUntilItIsApprovedAndThenExactlyThatMayGo() {
        book().held(WEB, List.of(hold(1, 5)));
        assertThat(book().waiting()).extracting(Approval::hold).containsExactly(hold(1, 5));
        assertThat(book().objects(WEB, EU)).isEmpty();

        Approval approval = approved(hold(1, 5));
        assertThat(approval.given().map(Approval.Given::by)).contains("alice");
        assertThat(released).containsExactly(hold(1, 5).deletions());
        assertThat(book().waiting()).isEmpty();
        assertThat(book().objects(WEB, EU)).containsExactly(objects(1, 5));
        assertThat(book().objects(WEB, new ClusterName("other"))).isEmpty();
        assertThat(book().objects(API, EU)).isEmpty();
        assertThat(history(WEB)).containsExactly("approved", "held");
    }

    @Test
    void aHoldThatIsToldAgainIsTheSameQuestionAlsoAfterARestart() {
        book().held(WEB, List.of(hold(1, 5)));
        var since = book().waiting().getFirst().asked();
        clock.advance(Duration.ofHours(1));
        book().held(WEB, List.of(hold(1, 5)));
        restart();
        book().held(WEB, List.of(hold(1, 5)));
        assertThat(book().waiting()).extracting(Approval::asked).containsExactly(since);
        assertThat(history(WEB)).containsExactly("held");
    }

    @Test
    void theSameDeletionsInOtherWordsAreTheSameQuestion() {
        book().held(WEB, List.of(hold(1, 5)));
        Hold other = new Hold(Hold.Reason.EMPTY, "would delete all", hold(1, 5).deletions());
        clock.advance(Duration.ofHours(1));
        book().held(WEB, List.of(other));
        assertThat(book().waiting()).singleElement().satisfies(approval -> {
            assertThat(approval.hold()).isEqualTo(other);
            assertThat(approval.asked()).isEqualTo(clock.instant().minus(Duration.ofHours(1)));
        });
        restart();
        assertThat(book().waiting()).extracting(Approval::hold).containsExactly(other);
        assertThat(history(WEB)).containsExactly("held");
    }

    @Test
    void whatNobodyHoldsAnyMoreCannotBeApproved() {
        book().held(WEB, List.of(hold(1, 5)));
        book().held(WEB, List.of(hold(1, 6)));
        assertThat(book().waiting()).extracting(Approval::hold).containsExactly(hold(1, 6));
        assertThat(book().approve(digest(hold(1, 5)), "alice"))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.waiting())
                                .extracting(Approval::hold)
                                .containsExactly(hold(1, 6)));
        restart();
        book().held(WEB, List.of());
        assertThat(book().waiting()).isEmpty();
        restart();
        assertThat(book().waiting()).isEmpty();
    }

    @Test
    void anApprovalIsConsumedByTheDeletionsOnEveryCluster() {
        book().held(WEB, List.of(hold(1, 5)));
        approved(hold(1, 5));
        book().outstanding(WEB, EU, objects(4, 9));
        assertThat(book().objects(WEB, EU))
                .as("nothing is approved a second time")
                .containsExactly(objects(4, 5));
        restart();
        assertThat(book().objects(WEB, EU)).containsExactly(objects(4, 5));
        assertThat(book().objects(WEB, US)).containsExactly(objects(1, 5));
        book().outstanding(WEB, EU, Set.of());
        book().outstanding(API, US, Set.of());
        assertThat(book().objects(WEB, US)).containsExactly(objects(1, 5));
        book().outstanding(WEB, US, Set.of());
        assertThat(book().given()).isEmpty();
        assertThat(book().ended(10))
                .singleElement()
                .satisfies(a -> assertThat(a.ended().orElseThrow().how()).isEqualTo(Approval.Ending.DONE));

        book().held(WEB, List.of(hold(1, 5)));
        assertThat(book().waiting()).as("the same objects again need a new yes").hasSize(1);
        assertThat(book().objects(WEB, EU)).isEmpty();
    }

    @Test
    void aRunThatBeganBeforeTheApprovalDoesNotAskAgain() {
        book().held(WEB, List.of(hold(1, 5)));
        approved(hold(1, 5));
        book().held(WEB, List.of(hold(1, 5)));
        assertThat(book().waiting()).isEmpty();
        assertThat(history(WEB)).containsExactly("approved", "held");
    }

    @Test
    void anUnusedApprovalExpiresAndTheQuestionComesBack() {
        book().held(WEB, List.of(hold(1, 5)));
        approved(hold(1, 5));
        clock.advance(Approval.LIFETIME.minusSeconds(1));
        assertThat(book().objects(WEB, EU)).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(book().objects(WEB, EU)).isEmpty();
        assertThat(book().approve(digest(hold(1, 5)), "bob")).isInstanceOf(Answer.Unknown.class);
        book().held(WEB, List.of(hold(1, 5)));
        assertThat(book().waiting()).hasSize(1);
        assertThat(history(WEB)).containsExactly("held", "expired", "approved", "held");
        assertThat(book().approve(digest(hold(1, 5)), "bob")).isInstanceOf(Answer.Approved.class);
    }

    @Test
    void tidyingEndsWhatIsOver() {
        book().held(WEB, List.of(hold(1, 5)));
        approved(hold(1, 5));
        book().tidy();
        assertThat(book().given()).hasSize(1);
        clock.advance(Approval.LIFETIME);
        book().tidy();
        assertThat(book().ended(1))
                .singleElement()
                .satisfies(a -> assertThat(a.ended().orElseThrow().how()).isEqualTo(Approval.Ending.EXPIRED));
    }

    @Test
    void oneYesIsForAllDeliveriesThatLeftTogetherAndEachIsDoneOnce() {
        DeliveryId db = DeliveryId.parse("shop/prod/db");
        book().held(SHOP, List.of(left(WEB, API)));
        book().held(WEB, List.of(left(WEB, API)));
        assertThat(book().waiting()).as("the digest is the same, whoever holds").hasSize(1);
        book().held(SHOP, List.of());
        assertThat(book().waiting()).as("one still holds it").hasSize(1);
        approved(left(WEB, API));
        assertThat(history(API)).containsExactly("approved", "held");
        assertThat(book().cover(SHOP, Set.of(WEB, API))).isTrue();
        assertThat(book().cover(SHOP, Set.of(WEB))).isTrue();
        assertThat(book().cover(SHOP, Set.of(WEB, db))).isFalse();
        assertThat(book().cover(new SourceName("other"), Set.of(WEB))).isFalse();

        book().settled(List.of(WEB));
        assertThat(book().cover(SHOP, Set.of(WEB)))
                .as("it vanishes again later")
                .isFalse();
        assertThat(book().cover(SHOP, Set.of(API))).isTrue();
        book().settled(List.of(API, db));
        assertThat(book().given()).isEmpty();
    }

    @Test
    void anAbbreviatedDigestCountsIfItIsTheOnlyOne() {
        book().held(WEB, List.of(hold(1, 5), left(API)));
        assertThat(book().approve("", "alice"))
                .isInstanceOfSatisfying(
                        Answer.Ambiguous.class,
                        ambiguous -> assertThat(ambiguous.candidates()).hasSize(2));
        String first = hold(1, 5).deletions().digest().abbreviated();
        assertThat(book().approve(first, "alice"))
                .isInstanceOfSatisfying(
                        Answer.Approved.class, yes -> assertThat(yes.repeated()).isFalse());
        assertThat(book().approve(first, "bob")).isInstanceOfSatisfying(Answer.Approved.class, yes -> {
            assertThat(yes.repeated()).isTrue();
            assertThat(yes.approval().given().orElseThrow().by()).isEqualTo("alice");
        });
        assertThat(released).hasSize(1);
    }

    @Test
    void withoutTheStoreNobodyApprovesAnything() {
        book().held(WEB, List.of(hold(1, 5)));
        store.ifPresent(Store::close);
        store = Optional.empty();
        assertThat(book().approve(digest(hold(1, 5)), "alice")).isInstanceOf(Answer.NotStored.class);
        assertThat(book().objects(WEB, EU)).isEmpty();
        assertThat(released).isEmpty();
        book().held(WEB, List.of(hold(1, 6)));
        assertThat(book().waiting()).extracting(Approval::hold).containsExactly(hold(1, 6));
        assertThat(book().ended(10)).isEmpty();
    }

    @Test
    void aSourceThatIsFollowedNoMoreHoldsNothing() {
        book().held(WEB, List.of(hold(1, 5)));
        book().held(SHOP, List.of(left(WEB, API)));
        restart();
        book().followOnly(Set.of(SHOP));
        assertThat(book().waiting()).hasSize(2);
        book().followOnly(Set.of(new SourceName("sho")));
        assertThat(book().waiting()).isEmpty();
        book().held(WEB, List.of(hold(1, 5)));
        book().forget(SHOP);
        assertThat(book().waiting()).isEmpty();
    }
}
