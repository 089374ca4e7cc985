package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ManagedEntryTest {
    @Test
    void onlyTheManagersOwnAppliesCountWhateverTheOrderOfKeys() {
        Optional<ManagedEntry> entry = of("""
                [{"manager":"mizzen","operation":"Update","fieldsV1":{"f:a":{}}},
                 {"manager":"mizzen","operation":"Apply","subresource":"status","fieldsV1":{"f:b":{}}},
                 {"manager":"other","operation":"Apply","fieldsV1":{"f:c":{}}},
                 {"manager":"mizzen","operation":"Apply","fieldsV1":{"f:spec":{"f:z":{},"f:y":{}}}}]""");
        assertThat(entry).contains(new ManagedEntry("{\"f:spec\":{\"f:y\":{},\"f:z\":{}}}"));
        assertThat(of("[]")).isEmpty();
    }

    @Test
    void entriesOfSeveralVersionsAreOne() {
        Optional<ManagedEntry> entry = of("""
                [{"manager":"mizzen","operation":"Apply","apiVersion":"a/v1","fieldsV1":{"f:spec":{"f:z":{}}}},
                 {"manager":"mizzen","operation":"Apply","apiVersion":"a/v2","fieldsV1":{"f:spec":{"f:y":{}}}}]""");
        assertThat(entry.orElseThrow().paths()).containsExactly(".spec.y", ".spec.z");
    }

    @Test
    void pathsAreWrittenAsTheServerWritesThem() {
        ManagedEntry entry = of("""
                [{"manager":"mizzen","operation":"Apply","fieldsV1":{
                  "f:metadata":{"f:finalizers":{"v:\\"x/y\\"":{}},"f:labels":{"f:app.kubernetes.io/name":{}}},
                  "f:spec":{"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:name":{}}}}}}]""").orElseThrow();
        assertThat(entry.paths())
                .containsExactlyInAnyOrder(
                        ".metadata.finalizers[=\"x/y\"]",
                        ".metadata.labels.app.kubernetes.io/name",
                        ".spec.ports[port=80,protocol=\"TCP\"]",
                        ".spec.ports[port=80,protocol=\"TCP\"].name");
    }

    private static Optional<ManagedEntry> of(String managedFields) {
        return ManagedEntry.of(
                JsonMapper.shared().readTree("{\"metadata\":{\"managedFields\":" + managedFields + "}}"), "mizzen");
    }
}
