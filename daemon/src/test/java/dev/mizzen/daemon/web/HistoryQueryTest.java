package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static HistoryQuery query(Map<String, String> parameters) {
        return HistoryQuery.of(name -> parameters.getOrDefault(name, ""), NOW);
    }

    @Test
    void withoutParametersTheNewestOfAllAreAsked() {
        HistoryQuery query = query(Map.of());

        assertThat(query.limit()).isEqualTo(HistoryQuery.USUAL);
        assertThat(query.until()).isEqualTo(NOW);
        assertThat(query.skip()).isZero();
    }

    @Test
    void sinceIsATimeOrHowFarBack() {
        assertThat(query(Map.of("since", "12h")).since()).isEqualTo(NOW.minus(Duration.ofHours(12)));
        assertThat(query(Map.of("since", "2026-11-01T00:00:00Z")).since())
                .isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
    }

    @Test
    void aPageThatEndsWithinAnInstantGoesOnWithinIt() {
        HistoryQuery first = query(Map.of());
        Instant last = NOW.minusSeconds(5);
        HistoryQuery second = query(Map.of("cursor", first.next(last, 3)));

        assertThat(second.until()).isEqualTo(last);
        assertThat(second.skip()).isEqualTo(3);
        assertThat(query(Map.of("cursor", second.next(last, 4))).skip()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0",
        "limit,501",
        "limit,-1",
        "limit,many",
        "since,yesterday",
        "since,0d",
        "since,401d",
        "since,2026-99-01T00:00:00Z",
        "since,+1000000-01-01T00:00:00Z",
        "cursor,2026-11-01T00:00:00Z",
        "cursor,2026-11-01T00:00:00Z~99999",
        "app,'%'",
        "env,a/b",
        "source,a_b",
        "kind,'Drift; drop table event'"
    })
    void whatIsNotUnderstoodIsToldByName(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query(Map.of(name, value)))
                .withMessageStartingWith(name + ": ");
    }
}
