package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help;
import tools.jackson.databind.json.JsonMapper;

class PromotionsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void theTableHasARowForEachAndLeavesEmptyWhatIsNotKnown() {
        String table = Promotions.table(JSON.readTree("""
                [{"source": "shop", "app": "web", "from": "staging", "to": "prod", "state": "proposed",
                  "candidate": "%s", "pinned": "%s", "message": "it waits\\nfor you", "pullRequest": "https://forge/7"},
                 {"source": "shop", "app": "api", "from": "staging", "to": "prod", "state": "up-to-date",
                  "message": "up to date"}]
                """.formatted("2".repeat(40), "1".repeat(40))))
                .render(Help.defaultColorScheme(Help.Ansi.OFF));

        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "APPLICATION | FROM | TO | STATE | CANDIDATE | PINNED | MESSAGE | PULL REQUEST",
                        "shop/web | staging | prod | proposed | 2222222222 | 1111111111 | it waits | https://forge/7",
                        "shop/api | staging | prod | up-to-date | up to date");
    }
}
