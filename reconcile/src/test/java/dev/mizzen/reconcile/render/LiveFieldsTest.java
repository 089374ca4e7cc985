package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class LiveFieldsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectNode LIVE = (ObjectNode) YAML.readTree("""
            output: { spec: { a: 1 }, status: { address: 10.0.0.7, depth: 3, list: [{ b: 1 }] } }
            outputs:
              the-door: { status: { ip: 192.0.2.1, port: 80 } }
              other: { status: { x: 1 } }
            status: { healthy: true, message: well }
            """);

    private static void reads(String fields, String expected) {
        JsonNode want = YAML.readTree(expected);
        assertThat(LiveFields.of(List.of(fields.split(" ")), LIVE)).isEqualTo(want);
    }

    @Test
    void what_is_named_is_read_and_nothing_else() {
        reads("context.output.status.address", "output: { status: { address: 10.0.0.7 } }");
        reads("context.outputs.the-door.status.ip", "outputs: { the-door: { status: { ip: 192.0.2.1 } } }");
        reads(
                "context.output.status.address context.status.healthy context.output.status.depth",
                "{ output: { status: { address: 10.0.0.7, depth: 3 } }, status: { healthy: true } }");
    }

    @Test
    void a_name_below_another_that_is_named_changes_nothing() {
        String whole = "output: { status: { address: 10.0.0.7, depth: 3, list: [{ b: 1 }] } }";
        reads("context.output.status context.output.status.address", whole);
        reads("context.output.status.address context.output.status", whole);
    }

    @Test
    void a_list_is_read_as_a_whole() {
        reads("context.output.status.list[0].b", "output: { status: { list: [{ b: 1 }] } }");
    }

    @Test
    void of_a_whole_object_the_status_is_read() {
        reads("context.outputs.other", "outputs: { other: { status: { x: 1 } } }");
        reads("context.outputs", """
                outputs: { the-door: { status: { ip: 192.0.2.1, port: 80 } }, other: { status: { x: 1 } } }""");
    }

    @Test
    void what_is_not_there_is_left_out() {
        reads("context.output.status.none.x", "output: { status: {} }");
        reads("context.outputs.none.status", "outputs: {}");
    }
}
