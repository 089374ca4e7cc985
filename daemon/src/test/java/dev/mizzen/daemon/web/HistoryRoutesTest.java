package dev.mizzen.daemon.web;

import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.report.HandClock;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.ReleaseLog;
import dev.mizzen.daemon.store.Runs;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HistoryRoutesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HandClock clock = new HandClock();
    private final Instant noon = clock.instant().minusSeconds(60);
    private final Store store;
    private final HistoryRoutes routes;

    HistoryRoutesTest() throws StoreUnavailable {
        store = Store.open("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
        routes = new HistoryRoutes(store, clock);
        store.releaseLog()
                .put(new ReleaseLog.Row(
                        WEB,
                        noon,
                        FIRST,
                        "inputs",
                        Optional.of(noon.plusSeconds(2)),
                        Optional.of(noon.plusSeconds(5)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        ReleaseLog.Ending.NONE));
        store.runs().add(new Runs.Row(WEB, FIRST, "synced", 1, 0, "1 changed", noon, noon.plusSeconds(2)));
        for (int i = 0; i < 5; i++) {
            store.events().add(new Events.Row(WEB, "frozen", "event " + i, noon.plusSeconds(9)));
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JsonNode history(Map<String, String> parameters) {
        return JSON.readTree(routes.history(name -> parameters.getOrDefault(name, "")));
    }

    @Test
    void everyEntryIsOnExactlyOnePageAlsoWhereManyHappenedAtOnce() {
        List<String> kinds = new ArrayList<>();
        Map<String, String> asked = new HashMap<>(Map.of("limit", "2"));
        do {
            JsonNode page = history(asked);
            page.path("history")
                    .forEach(entry -> kinds.add(entry.path("kind").asString("")
                            + entry.path("message").asString("").replaceAll("\\D", "")));
            asked.put("cursor", page.path("next").asString(""));
        } while (!asked.get("cursor").isEmpty());

        assertThat(kinds).containsExactly("frozen4", "frozen3", "frozen2", "frozen1", "frozen0", "run1", "release25");
    }

    @Test
    void aReleaseTellsItsCommitAndHowItEnded() {
        JsonNode entry = history(Map.of("kind", "release")).path("history").path(0);

        assertThat(entry.path("revision").asString("")).isEqualTo(FIRST.id());
        assertThat(entry.path("result").asString("")).isEqualTo("healthy");
        assertThat(entry.path("message").asString("")).isEqualTo("applied after 2 s, healthy after 5 s");
    }

    @Test
    void figuresAreToldOfWhatWasReleasedInTheWindow() {
        JsonNode all = JSON.readTree(routes.dora(name -> name.equals("window") ? "1d" : ""));
        JsonNode none = JSON.readTree(routes.dora(name -> name.equals("window") ? "30s" : ""));

        JsonNode figures = all.path("figures").path(0);
        assertThat(figures.path("deployments").asInt(0)).isEqualTo(1);
        assertThat(figures.path("changeFailureRate").asDouble(1)).isZero();
        assertThat(figures.path("pushToHealthySeconds").asDouble(0)).isEqualTo(5.0);
        assertThat(figures.has("timeToRestoreSeconds")).isFalse();
        assertThat(none.path("figures").isEmpty()).isTrue();
    }
}
