package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final String OFFICE = "{ cron: '0 9 ? * MON-FRI', duration: 8h, timezone: Europe/Berlin }";

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T07:59:59Z, false", // a Monday, 8:59:59 in Berlin
        "2026-11-30T08:00:00Z, true",
        "2026-11-30T15:59:59Z, true",
        "2026-11-30T16:00:00Z, false",
        "2026-11-29T10:00:00Z, false", // a Sunday
        "2026-06-01T07:00:00Z, true" // summer time
    })
    void anHourOfTheZoneCounts(Instant now, boolean open) throws Exception {
        assertThat(windows(OFFICE).isOpen(now)).isEqualTo(open);
    }

    @Test
    void theNextOneAndTheLastOneAreTold() throws Exception {
        Windows windows = windows(OFFICE);
        Instant friday = Instant.parse("2026-11-27T16:00:00Z");

        assertThat(windows.opens(friday)).isEqualTo(Instant.parse("2026-11-30T08:00:00Z"));
        assertThat(windows.closedSince(friday.plus(Duration.ofDays(1)))).contains(friday);
        assertThat(windows.closedSince(friday.minusSeconds(1))).isEmpty();
        assertThat(windows.opens(friday.minusSeconds(1))).isEqualTo(friday.minusSeconds(1));
    }

    @Test
    void anyOfThemWillDoAndWithoutAnyItIsAlwaysOpen() throws Exception {
        Instant sunday = Instant.parse("2026-11-29T10:00:00Z");

        assertThat(windows(OFFICE, "{ cron: '0 10 * * 0', duration: 1h }").isOpen(sunday))
                .isTrue();
        assertThat(Windows.ALWAYS.isOpen(sunday)).isTrue();
        assertThat(Windows.ALWAYS.closedSince(sunday)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'0 9 1 * MON', 2026-11-30T00:00:00Z, 2026-11-30T09:00:00Z", // a Monday that is not the first
        "'0 9 1 * MON', 2026-12-01T00:00:00Z, 2026-12-01T09:00:00Z", // a first that is no Monday
        "'*/20 * * * *', 2026-01-01T00:21:00Z, 2026-01-01T00:40:00Z",
        "'5/25 0 * * 7', 2026-01-01T00:00:00Z, 2026-01-04T00:05:00Z",
        "'59 23 29 feb *', 2025-01-01T00:00:00Z, 2028-02-29T23:59:00Z"
    })
    void cronMeansWhatPosixSays(String cron, Instant now, Instant next) throws Exception {
        assertThat(windows("{ cron: '" + cron + "', duration: 1m }").opens(now)).isEqualTo(next);
    }

    @Test
    void anHourThatTheClockLeavesOutComesLaterAndOneThatItHasTwiceComesOnce() throws Exception {
        Windows nightly = windows("{ cron: '30 2 * * *', duration: 10m, timezone: Europe/Berlin }");

        assertThat(nightly.opens(Instant.parse("2026-03-28T12:00:00Z"))).isEqualTo("2026-03-29T01:30:00Z");
        Instant first = nightly.opens(Instant.parse("2026-10-24T12:00:00Z"));
        assertThat(first).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(nightly.opens(first.plus(Duration.ofMinutes(10)))).isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void whatNeverOpensOrNeverClosesIsRefusedWhereItStands() throws Exception {
        List<Problem> problems = new ArrayList<>();
        Window.check(window("{ cron: '0 0 31 2 *', duration: 1h }"), problems);
        Window.check(window("{ cron: '0 0 * * *', duration: 0s }"), problems);
        Window.check(window("{ cron: '0 0 * * *', duration: 745h }"), problems);

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "w.yaml:1:9: there is no such day: it would never open",
                        "w.yaml:1:32: expected more than 0 and at most 744h",
                        "w.yaml:1:32: expected more than 0 and at most 744h");
    }

    private static Windows windows(String... windows) throws Exception {
        List<Window> all = new ArrayList<>();
        for (String window : windows) {
            all.add(Window.of(window(window)));
        }
        return new Windows(all);
    }

    private static Value.Mapping window(String text) throws Exception {
        return (Value.Mapping) YamlReader.read("w.yaml", text.getBytes(StandardCharsets.UTF_8))
                .documents()
                .getFirst();
    }
}
