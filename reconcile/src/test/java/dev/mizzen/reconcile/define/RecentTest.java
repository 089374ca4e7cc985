package dev.mizzen.reconcile.define;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent<String, String> recent = new Recent<>(3, 10, String::length);

    @Test
    void forgetsWhatWasUsedLongestAgo() {
        recent.put("a", "1");
        recent.put("b", "2");
        recent.put("c", "3");
        assertThat(recent.get("a")).contains("1");
        recent.put("d", "4");
        assertThat(recent.get("a")).contains("1");
        assertThat(recent.get("b")).isEmpty();
    }

    @Test
    void neverWeighsMoreThanAllowed() {
        recent.put("a", "123456");
        recent.put("b", "12345");
        assertThat(recent.get("a")).isEmpty();
        assertThat(recent.get("b")).contains("12345");
        recent.put("c", "12345678901");
        assertThat(recent.get("c")).isEmpty();
        recent.put("d", "1234567890");
        assertThat(recent.get("d")).isPresent();
    }

    @Test
    void aReplacedValueWeighsNothingAnyMore() {
        recent.put("a", "12345678");
        recent.put("a", "1");
        recent.put("b", "12345678");
        assertThat(recent.get("a")).contains("1");
    }
}
