package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToldTest {
    private final Told told = new Told(List.of("correct-horse"));

    @Test
    void aSecretIsFoundPlainAndInBase64WithItsLine() {
        assertThat(told.in("a log", "one\nthe correct-horse battery\n"))
                .containsExactly("correct-horse stands in a log: the correct-horse battery");
        assertThat(told.in("a log", "password: Y29ycmVjdC1ob3JzZQ==")).hasSize(1);
        assertThat(told.in("a log", "correct, horse, ***")).isEmpty();
    }
}
