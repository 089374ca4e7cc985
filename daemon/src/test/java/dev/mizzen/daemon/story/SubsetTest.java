package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubsetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: 1}                     | {a: 1, b: 2}              | true",
                "{a: 1}                     | {a: 2}                    | false",
                "{a: 1}                     | {}                        | false",
                "[{n: x}]                   | [{n: w}, {n: x, m: 1}]    | true",
                "[{n: x}, {n: w}]           | [{n: w}, {n: x}]          | false",
                "{t: '/b.d/'}               | {t: 'a bad day'}          | true",
                "{t: '/^bad/'}              | {t: 'a bad day'}          | false",
                "{t: 'bad'}                 | {t: 'a bad day'}          | false",
                "{l: []}                    | {l: []}                   | true",
                "{l: []}                    | {l: [1]}                  | false",
                "{n: 1}                     | {n: 1.0}                  | true",
                "{n: null}                  | {m: 1}                    | true",
                "{n: null}                  | {n: 1}                    | false",
            })
    void tells_whether_the_second_holds_the_first(String expected, String actual, boolean holds) {
        assertThat(Subset.differences(yaml(expected), yaml(actual)).isEmpty()).isEqualTo(holds);
    }

    private static tools.jackson.databind.JsonNode yaml(String text) {
        return tools.jackson.dataformat.yaml.YAMLMapper.builder().build().readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{a: {b: 1}} | {a: {b: 2}} | .a.b: expected 1, found 2"})
    void says_where_they_differ(String expected, String actual, String difference) {
        assertThat(Subset.differences(yaml(expected), yaml(actual))).containsExactly(difference);
    }
}
