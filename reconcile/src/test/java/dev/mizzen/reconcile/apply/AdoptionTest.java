package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AdoptionTest {
    private static final ObjectRef REF = new ObjectRef("", "ConfigMap", "n", "x");
    private static final DeliveryId OTHER = DeliveryId.parse("shop/test/other");
    private static final String MARK = "\"mizzen.dev/applied\":\"" + REF + " " + Digest.of("b") + "\"";

    @Test
    void anObjectOfNobodyIsFreeWhateverOamLabelsItHas() {
        assertThat(of("{\"labels\":{\"app.oam.dev/name\":\"x\",\"app.kubernetes.io/managed-by\":\"Helm\"}}"))
                .isInstanceOf(Adoption.Free.class);
    }

    @ParameterizedTest
    @CsvSource({
        "annotations, meta.helm.sh/release-name, Helm release v",
        "annotations, argocd.argoproj.io/tracking-id, Argo CD v",
        "labels, kustomize.toolkit.fluxcd.io/name, Flux Kustomization v",
        "labels, helm.toolkit.fluxcd.io/name, Flux HelmRelease v"
    })
    void otherToolsAreToldByTheirTrackers(String where, String key, String owner) {
        assertThat(of("{\"" + where + "\":{\"" + key + "\":\"v\"}}")).isEqualTo(new Adoption.Foreign(owner));
    }

    @Test
    void kubeVelaIsToldByItsFieldManager() {
        assertThat(of("{\"managedFields\":[{\"manager\":\"kubevela\",\"operation\":\"Update\"}]}"))
                .isEqualTo(new Adoption.Foreign("KubeVela"));
    }

    @Test
    void anObjectWithAControllerBelongsToIt() {
        assertThat(of("{\"ownerReferences\":[{\"kind\":\"ReplicaSet\",\"name\":\"r\",\"controller\":true}]}"))
                .isEqualTo(new Adoption.Controlled("controller ReplicaSet r"));
    }

    @Test
    void ourOwnMarkIsFreeAndAnotherDeliverysIsKnown() {
        assertThat(of(owned("mine"))).isInstanceOf(Adoption.Free.class);
        assertThat(of(owned(ApplySetId.of(OTHER).value()))).isEqualTo(new Adoption.Delivery(OTHER));
        assertThat(of(owned("stranger")))
                .isEqualTo(new Adoption.Foreign("another Mizzen installation, ApplySet stranger"));
    }

    @Test
    void copiedLabelsMakeNoOwner() {
        assertThat(of(owned(ApplySetId.of(OTHER).value()).replace("/x ", "/original ")))
                .isInstanceOf(Adoption.Free.class);
    }

    @Test
    void anotherToolsApplySetIsForeign() {
        assertThat(of("{\"labels\":{\"applyset.kubernetes.io/part-of\":\"kubectl-set\"}}"))
                .isEqualTo(new Adoption.Foreign("ApplySet kubectl-set"));
    }

    private static String owned(String id) {
        return "{\"labels\":{\"applyset.kubernetes.io/part-of\":\"" + id + "\"},\"annotations\":{" + MARK + "}}";
    }

    private static Adoption of(String metadata) {
        return Adoption.of(
                REF,
                JsonMapper.shared().readTree("{\"metadata\":" + metadata + "}"),
                new ApplySetId("mine"),
                id -> id.equals(ApplySetId.of(OTHER)) ? Optional.of(OTHER) : Optional.empty());
    }
}
