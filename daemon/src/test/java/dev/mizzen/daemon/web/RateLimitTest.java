package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.report.HandClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final HandClock clock = new HandClock();
    private final RateLimit limit = new RateLimit(3, Duration.ofSeconds(1), clock);

    private long allowedOf(int calls) {
        return IntStream.range(0, calls).filter(i -> limit.allows("shop")).count();
    }

    @Test
    void aBurstPassesAndThenOneEachInterval() {
        assertThat(allowedOf(5)).isEqualTo(3);
        assertThat(limit.allows("other")).as("each source has its own").isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limit.allows("shop")).isTrue();
        assertThat(limit.allows("shop")).isFalse();
        clock.advance(Duration.ofHours(1));
        assertThat(allowedOf(5)).isEqualTo(3);
    }

    @Test
    void askingWhetherItIsExhaustedCountsNothing() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.isExhausted("shop")).isFalse();
        }
        assertThat(allowedOf(5)).isEqualTo(3);
        assertThat(limit.isExhausted("shop")).isTrue();
        assertThat(limit.isExhausted("other")).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limit.isExhausted("shop")).isFalse();
    }
}
