package dev.mizzen.reconcile.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    private static final String FILE = "a.yaml";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "y|true",
                "No|false",
                "ON|true",
                "off|false",
                "true|true",
                "oN|\"oN\"",
                "'yes'|\"yes\"",
                "~|null",
                "Null|null",
                "nULL|\"nULL\"",
                "12|12",
                "-0x1F|-31",
                "0b101|5",
                "0o17|15",
                "017|15",
                "089|89",
                "1_000|1000",
                "+3|3",
                "123456789012345678901234567890|123456789012345678901234567890",
                "9007199254740993|9007199254740993",
                "0.1|0.1",
                "1.10|1.10",
                "1e3|1E+3",
                "5.|5",
                ".5|0.5",
                "0e5|0",
                "12e45678|\"12e45678\"",
                "1.2.3|\"1.2.3\"",
                "2001-12-14|\"2001-12-14\"",
                "2001-12-14t21:59:43.10-05:00|\"2001-12-14t21:59:43.10-05:00\"",
                "190:20:30|\"190:20:30\"",
                "0x|\"0x\"",
                "_1|\"_1\"",
                "-|[null]",
                "!!str 12|\"12\"",
                "! 12|\"12\"",
                "!!int '12'|12",
                "!!float 12|12",
                "\"a\\tb\"|\"a\\tb\"",
            })
    void scalarsMeanWhatTheyMeanInKubeVela(String yaml, String json) {
        assertThat(Values.toJson(only(yaml)).toString()).isEqualTo(json);
    }

    @Test
    void everyValueAndKeyKnowsItsPlace() {
        Value.Mapping root = (Value.Mapping) only("# c\nspec:\n  list:\n  - a\n  - {b: 'ü', c: 1}\n  none:\n");
        Value.Mapping spec = (Value.Mapping) Objects.requireNonNull(root.get("spec"));
        Value.Sequence list = (Value.Sequence) Objects.requireNonNull(spec.get("list"));
        Value.Mapping item = (Value.Mapping) list.items().get(1);

        assertThat(Objects.requireNonNull(root.fields().get("spec")).key()).isEqualTo(new Position(FILE, 2, 1));
        assertThat(list.items().get(0).position()).isEqualTo(new Position(FILE, 4, 5));
        assertThat(Objects.requireNonNull(item.get("c")).position()).isEqualTo(new Position(FILE, 5, 17));
        assertThat(Objects.requireNonNull(spec.get("none"))).isEqualTo(new Value.Nothing(new Position(FILE, 6, 8)));
    }

    @Test
    void documentsStandInTheirOrder() {
        assertThat(read("a: 1\n---\n# nothing\n---\n- b\n").documents().stream()
                        .map(v -> Values.toJson(v).toString()))
                .containsExactly("{\"a\":1}", "null", "[\"b\"]");
        assertThat(read("# only a comment\n").documents()).isEmpty();
    }

    @Test
    void numbersAndBooleansAsKeysBecomeTheirJsonText() {
        assertThat(Values.toJson(only("{8080: a, y: b, 0x10: c, 1.5: d}")).toString())
                .isEqualTo("{\"8080\":\"a\",\"true\":\"b\",\"16\":\"c\",\"1.5\":\"d\"}");
    }

    @Test
    void aliasesAndMergesStandForWhatTheyName() {
        Value value = only("""
                base: &b {x: 1, y z: 2}
                one: {<<: *b, x: 3}
                both: {<<: [{x: 5}, *b]}
                same: *b
                text: {'<<': 1}
                """);
        assertThat(Values.toJson(value).toString())
                .isEqualTo("{\"base\":{\"x\":1,\"y z\":2},\"one\":{\"x\":3,\"y z\":2},\"both\":{\"x\":5,\"y z\":2},"
                        + "\"same\":{\"x\":1,\"y z\":2},\"text\":{\"<<\":1}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: 1\\nb: 2\\na: 3|a.yaml:3:1: the key \"a\" is written twice",
                "a: .nan|a.yaml:1:4: expected a number, found .nan, which JSON cannot hold",
                "a: -.Inf|a.yaml:1:4: expected a number, found -.Inf, which JSON cannot hold",
                "a: !!timestamp 2001-01-01|a.yaml:1:4: the tag !!timestamp is not allowed for this value",
                "a: !!java.net.URL [x]|a.yaml:1:4: the tag !!java.net.URL is not allowed for this value",
                "a: !!int x|a.yaml:1:4: the tag !!int is not allowed for this value",
                "a: !Ref x|a.yaml:1:4: the tag !Ref is not allowed for this value",
                "? [a]\\n: 1|a.yaml:1:3: expected a name as key, found a list",
                "? \\n: 1|a.yaml:1:2: expected a name as key, found nothing",
                "a: *x|a.yaml:1:4: the alias *x has no anchor that ends before it",
                "a: &x [*x]|a.yaml:1:8: the alias *x has no anchor that ends before it",
                "<<: 1|a.yaml:1:5: expected a map or a list of maps behind <<, found a whole number",
            })
    void eachMistakeNamesItsPlace(String yaml, String problem) {
        assertThat(read(yaml.replace("\\n", "\n")).problems())
                .extracting(Problem::toString)
                .containsExactly(problem);
    }

    @Test
    void allMistakesAreFoundInOneReading() {
        assertThat(read("a: .nan\na: 1\nb: !x 1\n").problems()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: b: c", "a: [1, 2", "a: 'x", "a: @b", "\ta: 1", "a: 1\n  b: 2", "{a: 1}}", "%YAML 7.0\n---\na"
            })
    void brokenSyntaxIsOneProblemWithAPlace(String yaml) {
        assertThat(read(yaml).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).startsWith(FILE + ":").contains("not valid YAML");
            assertThat(problem.position()).isPresent();
        });
    }

    @Test
    void bytesThatAreNoTextAreRefusedAtTheirPlace() {
        YamlFile file = YamlReader.read(FILE, new byte[] {'a', ':', '\n', 'b', ':', ' ', (byte) 0xff});
        assertThat(file.problems())
                .extracting(Problem::toString)
                .containsExactly("a.yaml:2:4: expected text in UTF-8, found other bytes");
        assertThat(read("a: 1\nb: \u0007").problems())
                .extracting(Problem::toString)
                .containsExactly("a.yaml:2:4: the character U+0007 is not allowed in YAML");
    }

    @Test
    void bombsAreRefusedAtOnceWithOneProblem() {
        String laughs = "a0: &a0 [x, x]\n";
        for (int i = 1; i < 25; i++) {
            laughs += "a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1);
        }
        String manyAliases = "a: &a 1\nb: [" + "*a, ".repeat(51) + "]";
        List<String> bombs = List.of(
                laughs,
                manyAliases,
                "[".repeat(200_000),
                "{a: ".repeat(200_000),
                "- ".repeat(200_000) + "a",
                "a: [" + "x,".repeat(2_000_000) + "]",
                "a: " + "9".repeat(5_000_000),
                "a: 0x" + "f".repeat(5_000_000),
                "a: '" + "x".repeat(9_000_000) + "': 1",
                "a: " + "x".repeat(YamlReader.FILE_BYTES));
        for (String bomb : bombs) {
            Instant start = Instant.now();
            assertThat(read(bomb).problems())
                    .singleElement()
                    .extracting(Problem::toString)
                    .asString()
                    .matches(
                            "a.yaml:\\d+:\\d+: (the file has more than|the file has \\d+ bytes|values are nested|a number has|not valid YAML)"
                                    + ".*");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static YamlFile read(String yaml) {
        return YamlReader.read(FILE, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Value only(String yaml) {
        YamlFile file = read(yaml);
        assertThat(file.problems()).isEmpty();
        assertThat(file.documents()).hasSize(1);
        return file.documents().getFirst();
    }
}
