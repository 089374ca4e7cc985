package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Unit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FeedTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Unit fed(String key, String value) throws Rejected {
        Unit hungry = TestApplication.of("""
                name: web
                type: webservice
                properties: { image: nginx, env: [{ name: A, value: one }, { name: B }], empty: }
                traits: [{ type: scaler }, { type: gateway, properties: { domain: shop.example } }]
                inputs: [{ from: it, parameterKey: '%s' }]
                """.formatted(key)).unit("local", "shop");
        return Feed.with(hungry, Map.of("it", JSON.readTree(value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host                       | \"h\"        | /host                | \"h\"",
                "properties.host            | \"h\"        | /host                | \"h\"",
                "env[1].value               | 5            | /env/1/value         | 5",
                "env[2]                     | {\"name\":\"C\"} | /env/2/name      | \"C\"",
                "empty.a.b                  | [1, {}]      | /empty/a/b           | [1,{}]",
                "labels[\"a.b/c\"]          | true         | /labels/a.b~1c       | true",
                "image                      | \"nginx\"    | /image               | \"nginx\"",
                "properties                 | {\"host\":\"h\"} | /host             | \"h\"",
            })
    void aValueGoesWhereItsKeySays(String key, String value, String pointer, String there) throws Rejected {
        Unit unit = fed(key, value);
        JsonNode properties = Values.toJson(unit.component().properties().orElseThrow());
        assertThat(new String(ExactJson.bytes(properties.at(pointer)), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(there);
        assertThat(properties.path("env").path(0).path("value").asString()).isEqualTo("one");
        assertThat(unit.component().inputs()).isEmpty();
    }

    @Test
    void aTraitIsFedToo() throws Rejected {
        assertThat(Values.toJson(fed("traits[0].properties.replicas", "3")
                        .component()
                        .traits()
                        .getFirst()
                        .properties()
                        .orElseThrow()))
                .hasToString("{\"replicas\":3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image              | another value stands there already, at line 3",
                "image.tag          | expected a map around \"tag\", found text",
                "image[0]           | expected a list around [0], found text",
                "env[9]             | the list has 2 items, so none can be put at [9]",
                "traits[7].properties.a | the component has no such place; write traits[0].properties.key",
                "traits[0].type     | the component has no such place; write traits[0].properties.key",
                "a b                | \"a b\" is no path, as env[0].value is",
                "traits[0].properties | properties are a map, and the value is text",
            })
    void aPlaceThatCannotBeIsToldWithTheInput(String key, String why) {
        assertThatThrownBy(() -> fed(key, "\"other\""))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .hasToString("app.yaml:5:18: input \"it\" cannot go to \"" + key + "\": " + why));
    }
}
