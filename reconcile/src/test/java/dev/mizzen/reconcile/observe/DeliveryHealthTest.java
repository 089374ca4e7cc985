package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryHealthTest {
    private static final DeliveryId DELIVERY =
            new DeliveryId(new SourceName("shop"), new EnvironmentName("prod"), new AppName("web"));
    private static final ObjectRef CONFIG = new ObjectRef("", "ConfigMap", "shop", "web");
    private static final ObjectRef API = new ObjectRef("apps", "Deployment", "shop", "api");
    private static final Health ROLLING = HealthRules.progressing("1 of 3 replicas available");
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final HandClock clock = new HandClock();
    private final List<DeliveryId> expired = new ArrayList<>();
    private final ProgressDeadlines deadlines = new ProgressDeadlines(clock, clock, expired::add);

    @Test
    void a_delivery_fares_as_its_worst_object_which_is_named() {
        Observed observed = observed(Map.of(
                Observations.WEB,
                ROLLING,
                API,
                HealthRules.degraded("progress deadline exceeded"),
                CONFIG,
                Health.HEALTHY));

        assertThat(DeliveryHealth.of(observed, List.of(Observations.WEB, API, CONFIG)))
                .isEqualTo(
                        new Health(Health.State.DEGRADED, "Deployment api: progress deadline exceeded (and 1 more)"));
        assertThat(DeliveryHealth.of(observed, List.of(Observations.WEB, CONFIG)))
                .isEqualTo(new Health(Health.State.PROGRESSING, "Deployment web: 1 of 3 replicas available"));
        assertThat(DeliveryHealth.of(observed, List.of(CONFIG))).isEqualTo(Health.HEALTHY);
        assertThat(DeliveryHealth.of(observed, List.of())).isEqualTo(Health.HEALTHY);
    }

    @Test
    void a_wanted_object_that_is_not_there_is_missing() {
        assertThat(DeliveryHealth.of(observed(Map.of(CONFIG, Health.HEALTHY)), List.of(CONFIG, API)))
                .isEqualTo(new Health(Health.State.MISSING, "Deployment api: is not there"));
    }

    @Test
    void progress_that_lasts_beyond_the_deadline_is_degraded_and_told_by_the_timer() {
        deadlines.released(DELIVERY, DEADLINE);
        clock.forward(DEADLINE.minusSeconds(1));
        assertThat(deadlines.judge(DELIVERY, ROLLING)).isEqualTo(ROLLING);
        assertThat(expired).isEmpty();

        clock.forward(Duration.ofSeconds(1));

        assertThat(expired).containsExactly(DELIVERY);
        assertThat(deadlines.judge(DELIVERY, ROLLING))
                .isEqualTo(HealthRules.degraded("not healthy after 10 min: 1 of 3 replicas available"));
    }

    @Test
    void what_became_healthy_in_time_has_the_whole_time_again_when_it_rolls_anew() {
        deadlines.released(DELIVERY, DEADLINE);
        assertThat(deadlines.judge(DELIVERY, Health.HEALTHY)).isEqualTo(Health.HEALTHY);
        clock.forward(DEADLINE.multipliedBy(3));
        assertThat(expired).isEmpty();

        assertThat(deadlines.judge(DELIVERY, ROLLING)).isEqualTo(ROLLING);
        clock.forward(DEADLINE);

        assertThat(expired).containsExactly(DELIVERY);
    }

    @Test
    void a_new_release_has_the_whole_time() {
        deadlines.released(DELIVERY, DEADLINE);
        clock.forward(DEADLINE.minusSeconds(1));
        deadlines.released(DELIVERY, DEADLINE);
        clock.forward(Duration.ofSeconds(2));

        assertThat(expired).isEmpty();
        assertThat(deadlines.judge(DELIVERY, ROLLING)).isEqualTo(ROLLING);
    }

    @Test
    void a_delivery_that_is_gone_is_not_told() {
        deadlines.released(DELIVERY, DEADLINE);
        deadlines.forget(DELIVERY);
        clock.forward(DEADLINE);

        assertThat(expired).isEmpty();
    }

    private static Observed observed(Map<ObjectRef, Health> healths) {
        Map<ObjectRef, ObservedObject> objects = new HashMap<>();
        healths.forEach((ref, health) ->
                objects.put(ref, Observations.object(ref, 1, "entry", Observations.SHOP, health, false)));
        return new Observed(objects);
    }
}
