package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitLabMergeRequestsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/merge", "a\n/merge", "a\r\n\t /close", "a\u2028/approve", "```\n/label ~x\n```", "a /b", ""})
    void noLineBeginsWithASlashAndNothingIsLost(String text) {
        String tamed = GitLabMergeRequests.tamed(text);

        assertThat(tamed.lines()).noneMatch(line -> line.stripLeading().startsWith("/"));
        assertThat(GitLabMergeRequests.plain(tamed)).isEqualTo(text);
    }
}
