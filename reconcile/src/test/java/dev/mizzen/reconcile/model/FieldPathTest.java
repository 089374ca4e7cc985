package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class FieldPathTest {
    private static final JsonNode OBJECT = new YAMLMapper().readTree("""
            metadata:
              labels: { app.kubernetes.io/name: web, app: x, app.kubernetes: y }
              finalizers: [a, 'b]="c']
            spec:
              replicas: 1
              ports: [{ port: 80, name: a }, { port: 80, protocol: UDP, name: b }]
              containers: [{ name: side }, { name: "we]b=,", args: [x, y], image: i }]
            """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".spec.replicas",
                ".metadata.labels.app.kubernetes.io/name",
                ".metadata.labels.app.kubernetes",
                ".metadata.labels.app",
                ".metadata.finalizers[=\"b]=\\\"c\"]",
                ".spec.ports[port=80,protocol=\"TCP\"].name",
                ".spec.ports[port=80,protocol=\"UDP\"].name",
                ".spec.containers[name=\"we]b=,\"].image",
                ".spec.containers[name=\"we]b=,\"].args[1]",
            })
    void what_a_server_writes_is_read_with_the_objects_help(String text) {
        FieldPath path = FieldPath.ofServerText(text, OBJECT).orElseThrow();

        assertThat(path.serverText()).isEqualTo(text);
        assertThat(path.in(OBJECT).isMissingNode()).isFalse();
        assertThat(OBJECT.at(path.pointer(OBJECT).orElseThrow())).isEqualTo(path.in(OBJECT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".spec.image",
                "spec",
                ".spec.containers[name=\"x\"].image",
                ".spec.containers[name=",
                ".spec.containers[",
                ".spec.containers[x]",
                ".spec.containers[name=\"side\",",
                ".spec.replicas.deeper",
                ".spec.ports[9]",
            })
    void what_the_object_does_not_have_is_not_read(String text) {
        assertThat(FieldPath.ofServerText(text, OBJECT)).isEmpty();
    }

    @Test
    void a_port_without_a_protocol_is_one_of_tcp() {
        FieldPath tcp = FieldPath.ROOT
                .then(FieldPath.Step.parse("f:spec"))
                .then(FieldPath.Step.parse("f:ports"))
                .then(FieldPath.Step.parse("k:{\"port\":80,\"protocol\":\"TCP\"}"));

        assertThat(tcp.in(OBJECT).path("name").asString()).isEqualTo("a");
        assertThat(tcp.pointer(OBJECT)).hasValue(JsonPointer.compile("/spec/ports/0"));
    }

    @Test
    void a_pointer_needs_the_list_items_on_its_way_and_not_the_field_itself() {
        FieldPath.Step web = FieldPath.Step.parse("k:{\"name\":\"side\"}");
        FieldPath containers =
                FieldPath.ROOT.then(FieldPath.Step.parse("f:spec")).then(FieldPath.Step.parse("f:containers"));

        assertThat(containers.then(web).then(FieldPath.Step.parse("f:image")).pointer(OBJECT))
                .hasValue(JsonPointer.compile("/spec/containers/0/image"));
        assertThat(containers
                        .then(FieldPath.Step.parse("k:{\"name\":\"none\"}"))
                        .pointer(OBJECT))
                .isEmpty();
    }
}
