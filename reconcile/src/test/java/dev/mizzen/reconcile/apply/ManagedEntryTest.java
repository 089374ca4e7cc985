package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ManagedEntryTest {
    @Test
    void what_others_hold_within_a_field_of_ours_is_another_entry_and_not_our_field() {
        ManagedEntry alone =
                entry("{ manager: mizzen, operation: Apply, fieldsV1: { f:spec: { f:list: {}, f:size: {} } } }");
        ManagedEntry beside = entry(
                "{ manager: mizzen, operation: Apply, fieldsV1: { f:spec: { f:list: {}, f:size: {} } } }",
                "{ manager: x, operation: Update, fieldsV1: { f:spec: { f:size: {}, f:more: {} } } }");
        ManagedEntry within = entry(
                "{ manager: mizzen, operation: Apply, fieldsV1: { f:spec: { f:list: {}, f:size: {} } } }",
                "{ manager: x, operation: Update, fieldsV1: { f:spec: { f:list: { 'k:{\"name\":\"a\"}': { f:v: {} } } } } }",
                "{ manager: y, operation: Update, fieldsV1: { f:spec: { f:list: { 'k:{\"name\":\"b\"}': { f:v: {} } } } } }");

        assertThat(beside.digest()).isEqualTo(alone.digest());
        assertThat(within.digest()).isNotEqualTo(alone.digest());
        assertThat(within.paths()).isEqualTo(alone.paths());
        assertThat(within.tree()).isEqualTo(alone.tree());
    }

    @Test
    void a_path_is_held_by_its_field_by_what_is_below_and_by_what_is_whole_around_it() {
        ManagedEntry entry = entry("""
                { manager: mizzen, operation: Apply, fieldsV1: { f:spec: { f:list: {}, f:map: { .: {}, f:a: {} } } } }""");

        assertThat(entry.holds(".spec.map.a")).isTrue();
        assertThat(entry.holds(".spec.map")).isTrue();
        assertThat(entry.holds(".spec")).isTrue();
        assertThat(entry.holds(".spec.list[name=\"a\"].v")).isTrue();
        assertThat(entry.holds(".spec.map.b")).isFalse();
        assertThat(entry.holds(".spec.listing")).isFalse();
    }

    private static ManagedEntry entry(String... entries) {
        String yaml = "metadata: { managedFields: [" + String.join(", ", entries) + "] }";
        return ManagedEntry.of(new YAMLMapper().readTree(yaml), "mizzen").orElseThrow();
    }

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
