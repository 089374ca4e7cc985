package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.render.AppRevision;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Clusters
class InventoryIT {
    private static final Resource SECRETS = new Resource(new Gvk("", "v1", "Secret"), "secrets", true, false);
    private static final Discovery.GroupKind CONFIG_MAPS = new Discovery.GroupKind("", "ConfigMap");
    private static final Discovery.GroupKind DEPLOYMENTS = new Discovery.GroupKind("apps", "Deployment");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private DeliveryId delivery = DeliveryId.parse("shop/test/none");
    private Api api;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) throws Exception {
        delivery = DeliveryId.parse("shop/test/" + fresh.name());
        api = Api.open(
                new ClusterName("one"),
                new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty()).config(ApiLimits.DEFAULT),
                ApiLimits.DEFAULT,
                (cluster, verb, kind, status, took) -> requests.add(verb + " " + kind + " " + status));
    }

    @AfterEach
    void disconnect() {
        api.close();
    }

    private String seed() throws ApiException {
        return api.get(SECRETS, Parent.ref(delivery)).path("data").path("seed").asString("");
    }

    @Test
    void theSeedIsMadeOnceAndOutlivesEveryChange() throws Exception {
        Inventory inventory = Inventory.load(api, "mizzen");
        inventory.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        String seed = seed();
        assertThat(Base64.getDecoder().decode(seed)).hasSize(32);
        inventory.widen(delivery, Set.of(DEPLOYMENTS), Set.of("b"));
        inventory.narrow(delivery, Set.of(DEPLOYMENTS), Set.of("b"));
        Inventory afterRestart = Inventory.load(api, "mizzen");
        assertThat(afterRestart.kinds(delivery)).containsExactly(DEPLOYMENTS);
        afterRestart.widen(delivery, Set.of(CONFIG_MAPS), Set.of("c"));
        assertThat(seed()).isEqualTo(seed);
        afterRestart.remove(delivery);
        assertThat(api.findMetadata(SECRETS, Parent.ref(delivery))).isEmpty();
    }

    @Test
    void releasesAreCountedOnceEachAlsoAfterARestart() throws Exception {
        Inventory inventory = Inventory.load(api, "mizzen");
        String app = delivery.app().value();
        assertThat(inventory.revision(delivery, "0000000001")).isEqualTo(new AppRevision(app + "-0000000001", 1));
        requests.clear();
        assertThat(inventory.revision(delivery, "0000000001").number()).isEqualTo(1);
        assertThat(requests).isEmpty();
        assertThat(inventory.revision(delivery, "0000000002").number()).isEqualTo(2);
        inventory.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        inventory.narrow(delivery, Set.of(), Set.of());
        Inventory afterRestart = Inventory.load(api, "mizzen");
        assertThat(afterRestart.revision(delivery, "0000000002").number()).isEqualTo(2);
        assertThat(afterRestart.revision(delivery, "0000000001").number()).isEqualTo(3);
    }

    @Test
    void aNewDeliveryCostsOneRequestAndAnUnchangedOneNone() throws Exception {
        Inventory inventory = Inventory.load(api, "mizzen");
        inventory.widen(
                DeliveryId.parse("shop/test/first"), Set.of(CONFIG_MAPS), Set.of()); // the namespace is there now
        requests.clear();
        inventory.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        inventory.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        inventory.narrow(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        assertThat(requests).containsExactly("create secrets 201");
    }

    @Test
    void whatAProcessThatWasKilledMadeIsTakenOver() throws Exception {
        Inventory before = Inventory.load(api, "mizzen");
        Inventory other = Inventory.load(api, "mizzen");
        before.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        String seed = seed();
        other.widen(delivery, Set.of(DEPLOYMENTS), Set.of("a"));
        assertThat(seed()).isEqualTo(seed);
        assertThat(Inventory.load(api, "mizzen").kinds(delivery)).containsExactlyInAnyOrder(CONFIG_MAPS, DEPLOYMENTS);
    }

    @Test
    void anotherInstallationsDeliveryOfTheSameNameIsNotTouched() throws Exception {
        Inventory theirs = Inventory.load(api, "mizzen-two");
        theirs.widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        Inventory before = Inventory.load(api, "mizzen");
        assertThat(before.deliveries()).doesNotContain(delivery);
        assertThatThrownBy(() -> before.widen(delivery, Set.of(DEPLOYMENTS), Set.of()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("another Mizzen installation, with the field manager \"mizzen-two\"")
                .hasMessageContaining("give the source another name");
        theirs.remove(delivery);
    }

    @Test
    void anotherInstallationThatCameBetweenIsNoticed() throws Exception {
        Inventory ours = Inventory.load(api, "mizzen");
        Inventory.load(api, "mizzen-two").widen(delivery, Set.of(CONFIG_MAPS), Set.of("a"));
        assertThatThrownBy(() -> ours.widen(delivery, Set.of(DEPLOYMENTS), Set.of()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("mizzen-two");
        assertThat(Inventory.load(api, "mizzen-two").kinds(delivery)).containsExactly(CONFIG_MAPS);
    }
}
