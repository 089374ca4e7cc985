package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.model.Digest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KillsTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final SourceName BANK = new SourceName("bank");
    private static final Map<Digest, String> SPIN = Map.of(Digest.of("spin"), "spin");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Kills kills = new Kills(100, nanos::get);

    private static Blame input(int number, Map<Digest, String> templates) {
        return new Blame(Digest.of("input " + number), templates);
    }

    private void kill(int from, int to) {
        for (int i = from; i <= to; i++) {
            assertThat(kills.begin(SHOP, input(i, SPIN))).as("input %d", i).isEmpty();
            kills.remember(SHOP, input(i, SPIN), "took long", "took long; not tried again");
        }
    }

    @Test
    void anInputThatCostAProcessIsNotTriedAgainByAnybody() {
        kill(1, 1);
        assertThat(kills.reason(SHOP, input(1, SPIN))).contains("took long; not tried again");
        assertThat(kills.reason(BANK, input(1, Map.of()))).contains("took long; not tried again");
        assertThat(kills.reason(SHOP, input(2, SPIN))).isEmpty();
    }

    @Test
    void aTemplateThatDidSoForThreeInARowIsNotTriedWithOthersOfItsSource() {
        kill(1, 3);
        assertThat(kills.begin(SHOP, input(4, SPIN)).orElseThrow())
                .contains("definition \"spin\"", "3 times in a row", "took long");
        assertThat(kills.begin(SHOP, input(5, Map.of()))).isEmpty();
        assertThat(kills.begin(SHOP, input(6, Map.of(Digest.of("mended"), "spin"))))
                .isEmpty();
        assertThat(kills.begin(BANK, input(7, SPIN)))
                .as("who else uses the same template")
                .isEmpty();
    }

    @Test
    void aTemplateThatWorksInBetweenIsNoSuspect() {
        kill(1, 2);
        kills.survived(SHOP, input(3, SPIN));
        kill(4, 5);
        assertThat(kills.begin(SHOP, input(6, SPIN))).isEmpty();
    }

    @Test
    void afterAWhileOneIsTriedAndClearsItOrNot() {
        kill(1, 3);
        nanos.addAndGet(Kills.REST.toNanos());
        assertThat(kills.reason(SHOP, input(4, SPIN))).isEmpty();
        assertThat(kills.begin(SHOP, input(4, SPIN))).isEmpty();
        assertThat(kills.begin(SHOP, input(5, SPIN))).as("only one").isPresent();
        kills.remember(SHOP, input(4, SPIN), "took long", "took long; not tried again");
        assertThat(kills.begin(SHOP, input(5, SPIN)).orElseThrow()).contains("4 times in a row");

        nanos.addAndGet(Kills.REST.toNanos());
        assertThat(kills.begin(SHOP, input(5, SPIN))).isEmpty();
        kills.survived(SHOP, input(5, SPIN));
        assertThat(kills.begin(SHOP, input(6, SPIN))).isEmpty();
    }

    @Test
    void theOldestIsForgottenAtTheLimit() {
        Kills few = new Kills(2, nanos::get);
        for (int i = 1; i <= 3; i++) {
            few.remember(SHOP, input(i, Map.of()), "took long", "no");
        }
        assertThat(few.reason(SHOP, input(1, Map.of()))).isEmpty();
        assertThat(few.reason(SHOP, input(3, Map.of()))).isPresent();
    }
}
