package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final DeliveryId WEB = DeliveryId.parse("shop/prod/web");
    private static final ClusterName EU = new ClusterName("eu");
    private static final ClusterName US = new ClusterName("us");

    private final List<DeliveryId> again = new CopyOnWriteArrayList<>();
    private final SideBySide sideBySide = new SideBySide(Duration.ofMillis(50), again::add);

    @Test
    void answersInTheOrderOfTheSteps() throws Exception {
        assertThat(sideBySide.all(WEB, steps(() -> done(EU), () -> done(US)))).containsExactly(done(EU), done(US));
        assertThat(again).isEmpty();
    }

    @Test
    void aClusterThatHangsIsLeftBehindAndMetAgainWhenItHasEnded() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        List<Part> first = sideBySide.all(
                WEB,
                steps(
                        () -> {
                            hangs.await();
                            return done(EU);
                        },
                        () -> done(US)));
        assertThat(first.getFirst())
                .isInstanceOfSatisfying(
                        Part.Stopped.class,
                        p -> assertThat(p.why().waiting())
                                .containsExactly("cluster eu takes long and is still at work"));
        assertThat(first.getLast()).isEqualTo(done(US));

        List<Part> second = sideBySide.all(
                WEB,
                steps(
                        () -> {
                            throw new AssertionError("two at a time");
                        },
                        () -> done(US)));
        assertThat(second.getFirst()).isInstanceOf(Part.Stopped.class);
        assertThat(again).isEmpty();

        hangs.countDown();
        await().until(() -> again.equals(List.of(WEB)));
        assertThat(sideBySide.all(WEB, steps(() -> done(EU), () -> done(US)))).containsExactly(done(EU), done(US));
    }

    @Test
    void aClusterAloneIsWaitedFor() throws Exception {
        SequencedMap<ClusterName, Callable<Part>> one = new LinkedHashMap<>();
        one.put(EU, () -> {
            new CountDownLatch(1).await(200, java.util.concurrent.TimeUnit.MILLISECONDS);
            return done(EU);
        });
        assertThat(sideBySide.all(WEB, one)).containsExactly(done(EU));
    }

    @Test
    void problemsOfSeveralAreToldTogetherAndEachOnce() {
        Callable<Part> rejected = () -> {
            throw new Rejected(Problem.of("wrong"));
        };
        assertThatThrownBy(() -> sideBySide.all(WEB, steps(rejected, rejected)))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.problems()).hasSize(1));
    }

    private static SequencedMap<ClusterName, Callable<Part>> steps(Callable<Part> eu, Callable<Part> us) {
        SequencedMap<ClusterName, Callable<Part>> steps = new LinkedHashMap<>();
        steps.put(EU, eu);
        steps.put(US, us);
        return steps;
    }

    private static Part done(ClusterName cluster) {
        return Part.Done.nothing(cluster);
    }
}
