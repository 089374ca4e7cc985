package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.fleet.FleetSeen;
import dev.mizzen.daemon.fleet.Fleets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ClusterRouteTest {
    private static final String PAGE = "<html><body></body></html>";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void tellsOfEachClusterWhatIsKnownAndOfEachRefusedSecretWhy() {
        assertThat(JSON.readTree(new ClusterRoute(() -> Fleets.EXAMPLE).answer()))
                .isEqualTo(JSON.readTree("""
                {"clusters": [
                  {"name": "eu", "origin": "declared", "from": "mizzen.yaml", "state": "ready", "message": "",
                   "since": "2026-11-30T10:00:00.500Z", "deliveries": 2, "server": "https://eu:6443",
                   "version": "v1.34.1", "lastContact": "2026-11-30T10:00:00.500Z",
                   "labels": {"purpose": "prod"}, "watches": {"live": 4}},
                  {"name": "us", "origin": "found", "from": "Secret fleet/us of eu", "state": "unreachable",
                   "message": "<no> answer", "since": "2026-11-30T10:00:00.500Z", "deliveries": 0,
                   "server": "https://us:6443", "labels": {}, "watches": {}}],
                 "refused": [{"from": "Secret fleet/bad of eu", "message": "it has no \\"token\\""}]}
                """));
    }

    @Test
    void thePageHasARowForEachAndNoMarkupOfOthers() {
        assertThat(ClusterRows.added(PAGE, Fleets.EXAMPLE))
                .contains("<td>eu<small>https://eu:6443</small></td><td class=\"well\">ready</td><td>v1.34.1</td>")
                .contains("unreachable<small>&lt;no&gt; answer, since 2026-11-30T10:00:00Z</small>")
                .contains("refused<small>it has no")
                .endsWith("</table></body></html>");
    }

    @Test
    void aPageWithoutClustersStaysAsItIs() {
        assertThat(ClusterRows.added(PAGE, FleetSeen.NONE)).isEqualTo(PAGE);
    }
}
