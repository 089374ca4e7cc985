package dev.mizzen.daemon.web;

import static dev.mizzen.daemon.report.Examples.API;
import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.promote.Standing;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.Environment;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PromotionRouteTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Standing proposed(String line, String page) {
        return new Standing(
                API,
                new EnvironmentName("staging"),
                Environment.By.PULL_REQUEST,
                Standing.State.PROPOSED,
                Optional.of(SECOND),
                Optional.of(FIRST),
                line,
                Optional.of("mizzen/promote/prod/api"),
                Optional.of(URI.create(page)));
    }

    private static final Standing UP_TO_DATE = new Standing(
            API,
            new EnvironmentName("staging"),
            Environment.By.COMMIT,
            Standing.State.UP_TO_DATE,
            Optional.empty(),
            Optional.empty(),
            "up to date",
            Optional.empty(),
            Optional.empty());

    private static JsonNode promotions(Standing... standings) {
        return JSON.readTree(new PromotionRoute(() -> List.of(standings)).answer())
                .path("promotions");
    }

    @Test
    void aProposalTellsWhatMovesFromWhereToWhereAndWhereItIsMerged() {
        JsonNode told =
                promotions(proposed("it waits", "https://forge/pulls/7")).path(0);

        assertThat(told).isEqualTo(JSON.readTree("""
                {"source": "shop", "app": "api", "from": "staging", "to": "prod", "by": "pull-request",
                 "state": "proposed", "message": "it waits", "candidate": "%s", "pinned": "%s",
                 "branch": "mizzen/promote/prod/api", "pullRequest": "https://forge/pulls/7"}
                """.formatted(SECOND, FIRST)));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(promotions(UP_TO_DATE).path(0)).isEqualTo(JSON.readTree("""
                {"source": "shop", "app": "api", "from": "staging", "to": "prod", "by": "commit",
                 "state": "up-to-date", "message": "up to date"}
                """));
    }

    @Test
    void withoutPromotionsThereIsAnEmptyList() {
        assertThat(promotions().isArray()).isTrue();
        assertThat(promotions().isEmpty()).isTrue();
    }
}
