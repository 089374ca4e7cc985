package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final ClusterName ONE = new ClusterName("one");
    private static final SourceName SHOP = new SourceName("shop");
    private static final DeliveryId A = DeliveryId.parse("shop/test/a");
    private static final DeliveryId B = DeliveryId.parse("shop/test/b");
    private static final DeliveryId ELSEWHERE = DeliveryId.parse("other/test/a");
    private static final ObjectRef X = new ObjectRef("", "ConfigMap", "n", "x");
    private static final ObjectRef Y = new ObjectRef("", "ConfigMap", "n", "y");
    private static final Revision FIRST = new Revision("1".repeat(40));
    private static final Revision SECOND = new Revision("2".repeat(40));

    private final List<DeliveryId> again = new ArrayList<>();
    private final Claims claims = new Claims(again::add);

    @Test
    void anObjectHasOneOwnerOnACluster() {
        both(FIRST);
        assertThat(claim(A, X).complete()).isTrue();
        claims.settled(A, FIRST, true);
        assertThat(claim(B, X).taken()).containsEntry(X, A);
        assertThat(claims.claim(new ClusterName("two"), B, Set.of(X), Set.of()).complete())
                .isTrue();
    }

    @Test
    void anOwnerThatHasNotSpokenIsWaitedForAndTheHeirIsRunAgain() {
        both(FIRST);
        claim(A, X);
        both(SECOND);
        assertThat(claim(B, X).undecided()).containsExactly(A);
        assertThat(claim(A, Y).complete()).isTrue();
        claims.settled(A, SECOND, true);
        assertThat(again).containsExactly(B);
        assertThat(claim(B, X).complete()).isTrue();
    }

    @Test
    void twoDeliveriesCanSwapObjects() {
        both(FIRST);
        claim(A, X);
        claim(B, Y);
        both(SECOND);
        assertThat(claim(A, Y).undecided()).containsExactly(B);
        claims.settled(A, SECOND, true);
        assertThat(claim(B, X).complete()).isTrue();
        claims.settled(B, SECOND, true);
        assertThat(again).containsExactly(A);
        assertThat(claim(A, Y).complete()).isTrue();
    }

    @Test
    void theObjectsOfADeliveryThatLeftGoToAnotherOfItsSourceOnly() {
        both(FIRST);
        claim(A, X);
        claim(A, X);
        claims.begin(SHOP, SECOND, Set.of(B), Set.of(B));
        assertThat(claims.leftGit(A)).isTrue();
        assertThat(claim(ELSEWHERE, X).taken()).containsEntry(X, A);
        assertThat(claim(B, X).complete()).isTrue();
        assertThat(claims.wantedByOthers(ONE, B, Set.of(X))).doesNotContain(Y);
    }

    @Test
    void nobodyDeletesBeforeAllHaveSpoken() {
        both(FIRST);
        assertThat(claims.awaited(A)).containsExactly(B);
        claims.settled(B, FIRST, true);
        assertThat(again).containsExactly(A);
        assertThat(claims.awaited(A)).isEmpty();
    }

    @Test
    void aFailedRenderSpeaksTooButIsRememberedUntilItSucceeds() {
        both(FIRST);
        claims.settled(B, FIRST, false);
        assertThat(claims.awaited(A)).isEmpty();
        assertThat(claims.failed(SHOP)).containsExactly(B);
        claims.settled(B, FIRST, true);
        assertThat(claims.failed(SHOP)).isEmpty();
    }

    @Test
    void aRunOfAnOlderSnapshotSettlesNothing() {
        both(FIRST);
        both(SECOND);
        claims.settled(B, FIRST, true);
        assertThat(claims.awaited(A)).containsExactly(B);
    }

    @Test
    void whatIsFoundOnAClusterBelongsToItsDelivery() {
        both(FIRST);
        claims.found(ONE, X, A);
        claims.settled(A, FIRST, true);
        assertThat(claim(B, X).taken()).containsEntry(X, A);
        claims.release(ONE, A);
        assertThat(claim(B, X).complete()).isTrue();
    }

    @Test
    void whatAnotherWantsIsKnownAlsoIfItDoesNotOwnIt() {
        both(FIRST);
        claim(A, X);
        claim(B, X);
        assertThat(claims.wantedByOthers(ONE, A, Set.of(X, Y))).containsExactly(X);
    }

    @Test
    void whatBothShareIsWrittenByTheFirstAndComesOverWhenThatOneGivesItUp() {
        both(FIRST);
        assertThat(share(A, X).shared()).isEmpty();
        claims.settled(A, FIRST, true);
        assertThat(share(B, X)).isEqualTo(new Claims.Claimed(Map.of(), Set.of(), Set.of(X)));
        assertThat(again).isEmpty();
        claim(A, Y);
        assertThat(again).containsExactly(B);
        assertThat(share(B, X).shared()).isEmpty();
        claims.settled(B, FIRST, true);
        assertThat(share(A, X, Y).shared()).containsExactly(X);
    }

    @Test
    void whatOnlyOneSharesIsTheOthers() {
        both(FIRST);
        claim(A, X);
        claims.settled(A, FIRST, true);
        assertThat(share(B, X).taken()).containsEntry(X, A);
    }

    @Test
    void whatIsSharedComesOverFromADeliveryThatLeftGitAlsoToAnotherSource() {
        both(FIRST);
        claims.begin(ELSEWHERE.source(), FIRST, Set.of(ELSEWHERE), Set.of());
        share(A, X);
        claims.settled(A, FIRST, true);
        share(ELSEWHERE, X);
        claims.begin(SHOP, SECOND, Set.of(B), Set.of(B));
        assertThat(again).contains(ELSEWHERE);
        assertThat(share(ELSEWHERE, X)).isEqualTo(new Claims.Claimed(Map.of(), Set.of(), Set.of()));
    }

    private Claims.Claimed share(DeliveryId delivery, ObjectRef... refs) {
        return claims.claim(ONE, delivery, Set.of(refs), Set.of(refs));
    }

    private void both(Revision head) {
        claims.begin(SHOP, head, Set.of(A, B), Set.of(A, B));
    }

    private Claims.Claimed claim(DeliveryId delivery, ObjectRef... refs) {
        return claims.claim(ONE, delivery, Set.of(refs), Set.of());
    }
}
