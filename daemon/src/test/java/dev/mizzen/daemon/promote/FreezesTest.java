package dev.mizzen.daemon.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoredFreezes;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreezesTest {
    private static final Instant NOW = Instant.parse("2026-12-24T18:00:00Z");
    private static final SourceName SHOP = new SourceName("shop");
    private static final DeliveryId WEB = DeliveryId.parse("shop/prod/web");
    private static final Environment PROD = new Environment(
            new EnvironmentName("prod"),
            Environment.IMPLICIT.placement(),
            Optional.empty(),
            Environment.Drift.DEFAULT,
            Environment.Prune.DEFAULT,
            Windows.ALWAYS);
    private static final Freezes.Place ANYWHERE = new Freezes.Place(Optional.empty(), PROD.name());

    private final List<SourceName> changed = new ArrayList<>();
    private Store store;
    private Freezes freezes;

    @BeforeEach
    void open() throws Exception {
        store = Store.open("jdbc:h2:mem:freezes" + System.nanoTime(), Optional.empty(), Optional.empty());
        freezes = freezes(WEB);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Freezes freezes(DeliveryId... deliveries) {
        return new Freezes(
                store.freezes(),
                store.events(),
                () -> List.of(deliveries),
                changed::add,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void aFreezeClosesUntilItsEndAlsoAfterARestart() {
        Instant until = NOW.plus(Duration.ofHours(2));

        assertThat(freezes.freeze(ANYWHERE, until, "holidays", "alice")).isInstanceOf(Freezes.Answer.Done.class);
        Closures.Closure closure = new Closures.Closure(Optional.of(NOW), until, "prod is frozen by alice, holidays");
        assertThat(freezes.of(SHOP, PROD, NOW)).contains(closure);
        assertThat(freezes(WEB).of(SHOP, PROD, NOW)).contains(closure);
        assertThat(freezes.of(SHOP, PROD, until)).isEmpty();
        assertThat(freezes.of(new SourceName("other"), PROD, NOW)).isEmpty();
        assertThat(changed).containsExactly(SHOP);
        assertThat(store.events().of(WEB, 10)).extracting(Events.Row::kind).containsExactly("frozen");
    }

    @Test
    void unfrozenItIsOpenAndHistoryKnows() {
        freezes.freeze(ANYWHERE, NOW.plusSeconds(60), "", "alice");

        assertThat(freezes.unfreeze(ANYWHERE, "bob")).isInstanceOf(Freezes.Answer.Done.class);
        assertThat(freezes.of(SHOP, PROD, NOW)).isEmpty();
        assertThat(freezes.all()).isEmpty();
        assertThat(store.freezes().all()).isEmpty();
        assertThat(store.events().of(WEB, 10)).extracting(Events.Row::kind).containsExactly("unfrozen", "frozen");
        assertThat(freezes.unfreeze(ANYWHERE, "bob")).isInstanceOf(Freezes.Answer.Unknown.class);
    }

    @Test
    void anotherFreezeMovesTheEndAndKeepsTheBeginning() {
        store.freezes()
                .put(new StoredFreezes.Row(SHOP, PROD.name(), NOW.minusSeconds(60), NOW.plusSeconds(60), "", "alice"));
        freezes = freezes(WEB);
        freezes.freeze(ANYWHERE, NOW.plusSeconds(3600), "longer", "bob");

        assertThat(freezes.all())
                .containsExactly(new StoredFreezes.Row(
                        SHOP, PROD.name(), NOW.minusSeconds(60), NOW.plusSeconds(3600), "longer", "bob"));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThat(freezes.freeze(ANYWHERE, NOW, "", "alice")).isInstanceOf(Freezes.Answer.Refused.class);
        assertThat(freezes.freeze(ANYWHERE, NOW.plus(Freezes.MOST).plusSeconds(1), "", "alice"))
                .isInstanceOf(Freezes.Answer.Refused.class);
        assertThat(freezes.freeze(ANYWHERE, NOW.plusSeconds(1), "x".repeat(301), "alice"))
                .isInstanceOf(Freezes.Answer.Refused.class);
        assertThat(freezes.freeze(ANYWHERE, NOW.plusSeconds(1), "two\nlines", "alice"))
                .isInstanceOf(Freezes.Answer.Refused.class);
        assertThat(freezes.freeze(
                        new Freezes.Place(Optional.empty(), new EnvironmentName("nowhere")),
                        NOW.plusSeconds(1),
                        "",
                        "alice"))
                .isInstanceOf(Freezes.Answer.Unknown.class);
        assertThat(freezes(WEB, DeliveryId.parse("other/prod/web")).freeze(ANYWHERE, NOW.plusSeconds(1), "", "alice"))
                .isInstanceOf(Freezes.Answer.Refused.class);
        assertThat(freezes.all()).isEmpty();
    }
}
