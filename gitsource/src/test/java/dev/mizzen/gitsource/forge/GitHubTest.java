package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import java.net.http.HttpClient;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTest {
    @Test
    void aDescriptionIsOneLineOfAtMost140Characters() {
        assertThat(GitHub.cut("short\n  enough ")).isEqualTo("short enough");
        assertThat(GitHub.cut("x".repeat(140))).isEqualTo("x".repeat(140));
        assertThat(GitHub.cut("x".repeat(141))).isEqualTo("x".repeat(139) + "…");
    }

    @Test
    void noCharacterIsCutInTwo() {
        String sails = "⛵🚢".repeat(100);

        String cut = GitHub.cut(sails);

        assertThat(cut.codePointCount(0, cut.length())).isEqualTo(140);
        assertThat(cut).startsWith("⛵🚢").endsWith("⛵…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "acme/shop/x", "../admin", "acme/..", "acme/sh op"})
    void aRepositoryIsOwnerAndName(String repository) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> new GitHub(
                            GitHub.API, repository, Access.bearer(Secret.of("t0ken")), http, Clock.systemUTC()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
