package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("branch", "path", "poll", "properties", "url");

    @Test
    void findsTheNameThatWasMeant() {
        assertThat(Nearest.to("brunch", NAMES)).contains("branch");
        assertThat(Nearest.to("propertie", NAMES)).contains("properties");
        assertThat(Nearest.to("plol", NAMES))
                .as("two letters swapped are one edit")
                .contains("poll");
    }

    @Test
    void namesNothingThatIsFarAway() {
        assertThat(Nearest.to("webhook", NAMES)).isEmpty();
        assertThat(Nearest.to("", NAMES)).isEmpty();
        assertThat(Nearest.to("url", List.of())).isEmpty();
    }
}
