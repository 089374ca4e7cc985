package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help;
import tools.jackson.databind.json.JsonMapper;

class ClustersTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void theTableHasARowForEachClusterAndEachRefusedSecret() {
        String table = Clusters.table(JSON.readTree("""
                {"clusters": [
                  {"name": "eu", "from": "mizzen.yaml", "state": "ready", "message": "", "deliveries": 2,
                   "version": "v1.34.1", "labels": {"purpose": "prod"}, "since": "2026-11-30T10:00:00.5Z"},
                  {"name": "us", "from": "Secret fleet/us of eu", "state": "unreachable", "message": "no answer",
                   "deliveries": 0, "labels": {}, "since": "2026-11-30T10:00:00.5Z"}],
                 "refused": [{"from": "Secret fleet/bad of eu", "message": "it has no token"}]}
                """)).render(Help.defaultColorScheme(Help.Ansi.OFF));

        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "CLUSTER | STATE | KUBERNETES | DELIVERIES | LABELS | FROM | MESSAGE",
                        "eu | ready | v1.34.1 | 2 | purpose=prod | mizzen.yaml",
                        "us | unreachable | 0 | Secret fleet/us of eu | no answer, since 2026-11-30T10:00:00Z",
                        " | refused | Secret fleet/bad of eu | it has no token");
    }
}
