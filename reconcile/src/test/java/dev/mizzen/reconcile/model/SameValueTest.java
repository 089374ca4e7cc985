package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SameValueTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000m | 1",
                "1000m | '\"1\"'",
                "1024Mi | 1Gi",
                "0.5 | 500m",
                "1.5Gi | 1536Mi",
                "1e3 | 1k",
                "'\"80\"' | 80",
                "1.0 | 1",
                "true | '\"true\"'",
                "[] | null",
                "0 | null",
                "false | null",
                "'[{ a: 1, b: false }]' | '[{ a: 1 }]'",
                "{} | ''",
                "'\"\"' | null",
                "'\"aGVsbG8g\\nd29ybGQ=\"' | aGVsbG8gd29ybGQ=",
                "'{ a: 1000m, b: [] }' | '{ a: 1, more: theirs }'",
                "'[1000m, x]' | '[1, x]'",
            })
    void is_the_same_however_it_is_written(String declared, String live) {
        assertThat(SameValue.of(read(declared), read(live))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000m | 2",
                "web:1 | web:2",
                "0 | 3",
                "3 | null",
                "false | true",
                "true | null",
                "'[a]' | '[a, b]'",
                "'[a, b]' | '[b, a]'",
                "'{ a: 1 }' | '{ b: 1 }'",
                "'{ a: 1 }' | 1",
                "1Ki | 1k",
                "YQ== | YWE=",
                "5 | 2",
            })
    void is_another_value(String declared, String live) {
        assertThat(SameValue.of(read(declared), read(live))).isFalse();
    }

    private static JsonNode read(String yaml) {
        return yaml.isEmpty() ? YAML.missingNode() : YAML.readTree(yaml);
    }
}
