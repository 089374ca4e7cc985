package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputPathTest {
    private static final Value PROPERTIES = YamlReader.read("app.yaml", """
                    image: nginx
                    labels:
                      a.b/c: x
                    ports:
                      - port: 10
                    empty:
                    """.getBytes(StandardCharsets.UTF_8))
            .documents()
            .getFirst();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image                 | 1:8",
                "labels[\"a.b/c\"]     | 3:10",
                "ports[0].port         | 5:11",
                "ports[0].name         | 5:5",
                "ports[7].port         | 5:3",
                "image.tag             | 1:8",
                "nothing.of.the.kind   | 1:1",
                "empty                 | 6:1",
                "''                    | 1:1",
                "ports[99999999999999] | 5:3",
            })
    void isWhereTheValueStandsOrItsNearestAncestor(String path, String expected) {
        assertThat(InputPath.of(path).in(PROPERTIES, false)).hasToString("app.yaml:" + expected);
    }

    @Test
    void aWrongNameStandsAtItsKey() {
        assertThat(InputPath.of("image").in(PROPERTIES, true)).hasToString("app.yaml:1:1");
    }

    @Test
    void aQuotedNameIsOneStep() {
        assertThat(InputPath.of("properties.x[\"a \\\"b\\\".c\"][2]").steps())
                .containsExactly(
                        new InputPath.Step.Name("properties"),
                        new InputPath.Step.Name("x"),
                        new InputPath.Step.Name("a \"b\".c"),
                        new InputPath.Step.Index(2));
    }
}
