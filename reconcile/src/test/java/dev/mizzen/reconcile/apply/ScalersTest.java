package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ScalersTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "autoscaling/v2 | HorizontalPodAutoscaler | { apiVersion: apps/v1, kind: StatefulSet, name: db } | apps/StatefulSet/shop/db",
                "autoscaling/v1 | HorizontalPodAutoscaler | { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: x } | argoproj.io/Rollout/shop/x",
                "keda.sh/v1alpha1 | ScaledObject | { name: web } | apps/Deployment/shop/web",
                "keda.sh/v1alpha1 | ScaledObject | { kind: StatefulSet, name: db } | apps/StatefulSet/shop/db",
            })
    void an_autoscaler_names_its_target(String version, String kind, String target, String ref) {
        JsonNode object = YAML.readTree("{ spec: { scaleTargetRef: " + target + " } }");

        assertThat(Scalers.target(Gvk.of(version, kind), object, "shop").map(ObjectRef::toString))
                .hasValue(ref);
    }

    @Test
    void nothing_else_scales() {
        JsonNode object = YAML.readTree("{ spec: { scaleTargetRef: { name: web } } }");

        assertThat(Scalers.target(Gvk.of("v1", "ConfigMap"), object, "shop")).isEmpty();
        assertThat(Scalers.target(Gvk.of("keda.sh/v1alpha1", "ScaledObject"), YAML.readTree("{}"), "shop"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        ".spec.replicas, kube-controller-manager, scale, true",
        ".spec.replicas, keda-operator, scale, true",
        ".spec.replicas, kube-controller-manager, '', false",
        ".spec.replicas, kubectl, scale, false",
        ".spec.paused, kube-controller-manager, scale, false"
    })
    void only_known_managers_scale_for_others_and_only_through_scale(
            String path, String manager, String subresource, boolean scaled) {
        assertThat(Scalers.isScaled(new Failure.FieldConflict(path, manager, subresource)))
                .isEqualTo(scaled);
        JsonNode live = YAML.readTree("""
                metadata: { managedFields: [{ manager: %s, operation: Update, subresource: "%s", fieldsV1: { f:spec: { f:%s: {} } } }] }
                """.formatted(manager, subresource, path.substring(".spec.".length())));
        assertThat(Scalers.isScaled(live)).isEqualTo(scaled);
    }
}
