package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class AdmissionTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void a_changed_value_is_told_with_path_and_both_values() {
        assertThat(Admission.changes(
                        YAML.readTree("{ kind: Deployment, spec: { replicas: 5, paused: false, cpu: 1000m } }"),
                        YAML.readTree("{ kind: Deployment, spec: { replicas: 2, paused: false, cpu: '1', more: x } }"),
                        new ManagedEntry("{\"f:spec\":{\"f:replicas\":{},\"f:paused\":{},\"f:cpu\":{}}}")))
                .containsExactly("admission changed spec.replicas: declared \"5\", became \"2\"");
    }

    @Test
    void what_the_server_chooses_is_no_change() {
        assertThat(changes("{ clusterIP: '', nodePort: 0, list: [], none: null }", """
                { clusterIP: 10.0.0.1, nodePort: 30001, list: [x], none: 1 }"""))
                .isEmpty();
        assertThat(changes("{ paused: false, hostPort: 0 }", "{}")).isEmpty();
        assertThat(changes("{ paused: false }", "{ paused: true }")).hasSize(1);
        assertThat(changes("{ replicas: 0 }", "{ replicas: 3 }")).hasSize(1);
        assertThat(changes("{ replicas: 3 }", "{}"))
                .containsExactly("admission changed replicas: declared \"3\", became \"\"");
    }

    @Test
    void no_value_of_a_secret_is_told() {
        assertThat(Admission.changes(
                        YAML.readTree("{ kind: Secret, data: { k: YQ== } }"),
                        YAML.readTree("{ kind: Secret, data: { k: Yg== } }"),
                        new ManagedEntry("{\"f:data\":{\"f:k\":{}}}")))
                .containsExactly("admission changed data.k: declared \"***\", became \"***\"");
    }

    private static List<String> changes(String sent, String answer) {
        JsonNode body = YAML.readTree(sent);
        StringBuilder entry = new StringBuilder();
        body.propertyNames()
                .forEach(n -> entry.append(entry.isEmpty() ? "" : ",")
                        .append("\"f:")
                        .append(n)
                        .append("\":{}"));
        return Admission.changes(body, YAML.readTree(answer), new ManagedEntry("{" + entry + "}"));
    }
}
