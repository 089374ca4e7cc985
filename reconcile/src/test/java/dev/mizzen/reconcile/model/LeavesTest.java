package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeavesTest {
    private static final SourceName SHOP = new SourceName("shop");

    private final Leaves leaves = new Leaves();

    @ParameterizedTest
    @CsvSource({
        "the password is correct-horse-battery., the password is ***.",
        "postgres://shop:correct-horse-battery@db/x, postgres://shop:***@db/x",
        "xxcorrect-horse-batteryxx, xx***xx",
        "it says correct-horse-battery and correct-horse-battery, it says *** and ***",
        "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5, ***",
        "nothing of it, nothing of it",
        "cut off: correct-horse…, cut off: ***…",
        "cut off: correct-hor, cut off: ***",
        "correct…, correct…",
    })
    void aValueIsHiddenWhereverItStands(String text, String shown) {
        leaves.add(SHOP, List.of("correct-horse-battery"));
        assertThat(leaves.masked(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "postgres://shop:"})
    void aValueIsHiddenInTheBase64OfALongerText(String before) {
        leaves.add(SHOP, List.of("correct-horse-battery"));
        String whole = before + "correct-horse-battery@db/x";
        String encoded = Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_8));
        String shown = leaves.masked(encoded);
        assertThat(shown).contains(Leaves.MASK);
        int mask = shown.indexOf(Leaves.MASK);
        String left = shown.substring(0, mask);
        String right = shown.substring(mask + Leaves.MASK.length());
        assertThat(decoded(left.substring(0, left.length() / 4 * 4)))
                .isEqualTo(before.substring(0, left.length() / 4 * 3));
        assertThat(decoded(right.substring(right.length() % 4))).matches(".?@?d?b/x");
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    @Test
    void linesJsonAndUrlsAreHiddenToo() {
        leaves.add(SHOP, List.of("first line of it\nsecond \"line\" of it\n", "pass word/with+signs"));
        assertThat(leaves.masked("  second \"line\" of it")).isEqualTo("  ***");
        assertThat(leaves.masked("{\"a\":\"first line of it\\nsecond \\\"line\\\" of it\\n\"}"))
                .isEqualTo("{\"a\":\"***\"}");
        assertThat(leaves.masked("?p=pass+word%2Fwith%2Bsigns")).isEqualTo("?p=***");
    }

    @Test
    void theLongestGoesWhole() {
        leaves.add(SHOP, List.of("correct-horse", "correct-horse-battery"));
        assertThat(leaves.masked("a correct-horse-battery")).isEqualTo("a ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "true", "False", "null", "yes", "1", "443", "8080", "65535", "-1", "1.5", "10.0.0.1", ""})
    void whatWouldHideHalfOfATextIsNotHidden(String value) {
        leaves.add(SHOP, List.of(value));
        assertThat(leaves.masked("x " + value + " y")).isEqualTo("x " + value + " y");
    }

    @Test
    void aShortValueIsHiddenOnlyAsAWord() {
        leaves.add(SHOP, List.of("shop", "48271935"));
        assertThat(leaves.masked("shop:48271935 in workshop-x and shopping"))
                .isEqualTo("***:*** in workshop-x and shopping");
    }

    @Test
    void oneSourceWithTooManyValuesHurtsNoOther() {
        assertThat(leaves.add(
                        SHOP,
                        IntStream.range(0, Leaves.MOST)
                                .mapToObj(i -> "value-number-" + i)
                                .toList()))
                .isTrue();
        assertThat(leaves.add(SHOP, List.of("one-too-many"))).isFalse();
        assertThat(leaves.add(SHOP, List.of("value-number-7"))).isTrue();
        assertThat(leaves.add(new SourceName("other"), List.of("of-another-source")))
                .isTrue();
        assertThat(leaves.masked("one-too-many, of-another-source")).isEqualTo("one-too-many, ***");
    }
}
