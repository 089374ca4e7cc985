package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class FieldTreeTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void of_a_value_just_what_is_in_the_set_is_taken() {
        assertThat(within("""
                        f:a: {}
                        f:map: { .: {}, f:x: {}, f:gone: {} }
                        f:items: { 'k:{"name":"b"}': { f:v: {} }, 'k:{"name":"c"}': { .: {} } }
                        f:set: { 'v:"y"': {} }
                        f:whole: {}
                        f:empty: { .: {} }
                        """, """
                        a: 1
                        other: 2
                        map: { x: 1, y: 2 }
                        items: [{ name: a, v: 1 }, { name: b, v: 2, w: 3 }, { name: c, v: 4 }]
                        set: [x, y]
                        whole: { any: [thing] }
                        empty: { theirs: 1 }
                        """)).isEqualTo(YAML.readTree("""
                        a: 1
                        map: { x: 1 }
                        items: [{ v: 2, name: b }, { name: c }]
                        set: [y]
                        whole: { any: [thing] }
                        empty: {}
                        """));
    }

    @Test
    void where_nothing_of_it_is_there_it_is_missing() {
        assertThat(within("f:a: { 'k:{\"name\":\"b\"}': { f:v: {} } }", "a: [{ name: c }]"))
                .isEqualTo(YAML.readTree("{}"));
        assertThat(new FieldTree(YAML.readTree("f:a: {}"))
                        .within(YAML.readTree("5"))
                        .isMissingNode())
                .isTrue();
    }

    private static JsonNode within(String set, String value) {
        return new FieldTree(YAML.readTree(set)).within(YAML.readTree(value));
    }
}
