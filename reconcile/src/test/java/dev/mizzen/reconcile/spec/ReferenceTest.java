package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a component of type ref-objects says what it copies. */
class ReferenceTest {
    private static List<Reference> read(String type, String objects) throws Rejected {
        Value.Mapping properties = (Value.Mapping)
                YamlReader.read("app.yaml", ("objects: [" + objects + "]").getBytes(StandardCharsets.UTF_8))
                        .documents()
                        .getFirst();
        return Reference.of(Component.alone("settings", type, Optional.of(properties), new Position("app.yaml", 1, 1)));
    }

    private static String one(String object) throws Rejected {
        Reference reference = read("ref-objects", object).getFirst();
        return reference.what() + " of " + reference.kind() + " in "
                + reference.cluster().orElse("-") + "/" + reference.namespace().orElse("-");
    }

    @Test
    void byResourceOrAsManifestsSayIt() throws Rejected {
        assertThat(one("{ resource: configmap, name: a, namespace: shared, cluster: hub }"))
                .isEqualTo("configmap \"a\" of Resource[group=, name=configmap] in hub/shared");
        assertThat(one("{ resource: deployment, group: apps }"))
                .isEqualTo("deployment \"settings\" of Resource[group=apps, name=deployment] in -/-");
        assertThat(one("{ apiVersion: v1, kind: Secret, labelSelector: { b: '2', a: '1' } }"))
                .isEqualTo("Secret with the labels a=1,b=2 of Written[apiVersion=v1, kind=Secret] in -/-");
    }

    @Test
    void aMistakeIsToldAtTheReference() {
        assertThat(assertThrows(Rejected.class, () -> one("{ name: a }")).getMessage())
                .startsWith("app.yaml:1:11: expected \"resource\"");
        assertThat(assertThrows(Rejected.class, () -> one("{ resource: secret, name: a, labelSelector: { b: c } }"))
                        .getMessage())
                .startsWith("app.yaml:1:11: expected either");
    }

    @Test
    void aLabelThatIsNoTextSelectsNotMore() {
        assertThat(assertThrows(
                                Rejected.class,
                                () -> one("{ resource: secret, labelSelector: { app: web, gone: no } }"))
                        .getMessage())
                .startsWith("app.yaml:1:64: expected text as the value of a label");
    }

    @Test
    void otherTypesReferToNothing() throws Rejected {
        assertThat(read("k8s-objects", "{ apiVersion: v1, kind: ConfigMap }")).isEmpty();
    }
}
