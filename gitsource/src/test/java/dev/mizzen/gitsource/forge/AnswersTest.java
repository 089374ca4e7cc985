package dev.mizzen.gitsource.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.Secret;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {
    private final Answers answers =
            new Answers("forge.example.com ", JsonMapper.builder().build(), Clock.systemUTC());

    @Test
    void noLineShowsATokenAPasswordOrWhatWasSentOfIt() throws Exception {
        assertThat(answers.line(
                        "no user with t0p-s3cret",
                        Access.bearer(Secret.of("t0p-s3cret")).proof()))
                .isEqualTo("no user with ***");
        Access.Proof login = Access.basic("ada", Secret.of("t0p-s3cret")).proof();
        assertThat(answers.line("YWRhOnQwcC1zM2NyZXQ= is ada:t0p-s3cret", login))
                .isEqualTo("*** is ada:***");
    }

    @Test
    void anEmptyPasswordHidesNothing() throws Exception {
        assertThat(answers.line(
                        "no such user", Access.basic("ada", Secret.of("")).proof()))
                .isEqualTo("no such user");
    }
}
