package dev.mizzen.daemon.trigger;

import static dev.mizzen.daemon.trigger.Specs.deliver;
import static dev.mizzen.daemon.trigger.Specs.id;
import static dev.mizzen.daemon.trigger.Specs.revision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.run.Approvals;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceDiffTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Revision ONE = revision(1);
    private static final Revision TWO = revision(2);

    private static SourceDiff between(Map<DeliveryId, SourceDiff.Before> before, SourceSpec after, Instant pushed) {
        return SourceDiff.between(Specs.SHOP, before, after, pushed, Approvals.NONE);
    }

    private static Map<DeliveryId, SourceDiff.Before> after(SourceSpec spec) {
        Map<DeliveryId, SourceDiff.Before> before = new HashMap<>();
        for (Want.Spec want : between(Map.of(), spec, NOON).changed()) {
            before.put(
                    want.id(),
                    new SourceDiff.Before(Optional.of(want.inputs()), Optional.of(want.head()), Optional.of(NOON)));
        }
        return before;
    }

    private static Map<DeliveryId, SourceDiff.Before> apps(int count) {
        DeliverySpec[] deliveries = new DeliverySpec[count];
        for (int i = 0; i < count; i++) {
            deliveries[i] = deliver(ONE, "app-" + i, "a", "");
        }
        return after(Specs.source(ONE, deliveries));
    }

    @Test
    void onlyWhatReadAChangedFileIsWantedAnew() {
        var before = after(Specs.source(ONE, deliver(ONE, "web", "a", ""), deliver(ONE, "api", "a", "")));
        var diff = between(before, Specs.source(TWO, deliver(TWO, "web", "b", ""), deliver(TWO, "api", "a", "")), NOON);
        assertThat(diff.changed()).extracting(Want.Spec::id).containsExactly(id("web"));
        assertThat(diff.changed()).extracting(Want.Spec::head).containsExactly(TWO);
        assertThat(diff.same()).singleElement().satisfies(same -> {
            assertThat(same.id()).isEqualTo(id("api"));
            assertThat(same.head()).as("the commit that changed it last").isEqualTo(ONE);
        });
        assertThat(diff.gone()).isEmpty();
    }

    @Test
    void changedDefinitionsTouchWhoeverMayUseThem() {
        var before = after(Specs.source(ONE, deliver(ONE, "web", "a", "d1")));
        assertThat(between(before, Specs.source(TWO, deliver(TWO, "web", "a", "d2")), NOON)
                        .changed())
                .hasSize(1);
        assertThat(between(before, Specs.source(TWO, deliver(TWO, "web", "a", "")), NOON)
                        .changed())
                .hasSize(1);
    }

    @Test
    void aDeliveryThatBreaksIsChangedAndOneThatStaysBrokenIsNot() {
        var broken = new DeliverySpec.Broken(id("web"), TWO, List.of(Problem.of("no")));
        var before = after(Specs.source(ONE, deliver(ONE, "web", "a", "")));
        assertThat(between(before, Specs.source(TWO, broken), NOON).changed()).hasSize(1);
        assertThat(between(after(Specs.source(TWO, broken)), Specs.source(TWO, broken), NOON)
                        .changed())
                .isEmpty();
    }

    @Test
    void nothingHasLeftGitWhileAPartOfItCannotBeRead() {
        var before = after(Specs.source(ONE, deliver(ONE, "web", "a", ""), deliver(ONE, "api", "a", "")));
        assertThat(between(before, Specs.source(TWO, deliver(TWO, "web", "a", "")), NOON)
                        .gone())
                .containsExactly(id("api"));
        assertThat(between(before, Specs.unreadable(TWO, deliver(TWO, "web", "a", "")), NOON)
                        .gone())
                .isEmpty();
    }

    @Test
    void manyThatVanishAtOnceWaitForAnApproval() {
        assertThat(between(apps(3), Specs.source(TWO), NOON).held()).isEmpty();
        assertThat(between(apps(4), Specs.source(TWO), NOON).held()).hasValueSatisfying(hold -> {
            assertThat(hold.what()).startsWith("4 of 4 deliveries left Git at once");
            assertThat(hold.deletions())
                    .isEqualTo(new Deletions.OfDeliveries(
                            Specs.SHOP, Set.of(id("app-0"), id("app-1"), id("app-2"), id("app-3"))));
        });
        Map<DeliveryId, SourceDiff.Before> hundred = apps(100);
        DeliverySpec[] left = new DeliverySpec[90];
        for (int i = 0; i < 90; i++) {
            left[i] = deliver(TWO, "app-" + i, "a", "");
        }
        assertThat(between(hundred, Specs.source(TWO, left), NOON).held()).isEmpty();
        left[89] = deliver(TWO, "app-0x", "a", "");
        assertThat(between(hundred, Specs.source(TWO, left), NOON).held()).isPresent();
    }

    @Test
    void whatTheStoreDoesNotRememberWellIsWantedAnew() {
        var before = Map.of(id("web"), new SourceDiff.Before(Optional.empty(), Optional.of(ONE), Optional.empty()));
        assertThat(between(before, Specs.source(ONE, deliver(ONE, "web", "a", "")), NOON)
                        .changed())
                .hasSize(1);
    }
}
