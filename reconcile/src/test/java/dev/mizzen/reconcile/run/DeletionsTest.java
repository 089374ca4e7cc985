package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeletionsTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final DeliveryId WEB = DeliveryId.parse("shop/prod/web");
    private static final DeliveryId API = DeliveryId.parse("shop/prod/api");
    private static final ClusterName EU = new ClusterName("eu");
    private static final ClusterName US = new ClusterName("us");
    private static final ObjectRef ONE = new ObjectRef("", "ConfigMap", "shop", "one");
    private static final ObjectRef TWO = new ObjectRef("", "ConfigMap", "shop", "two");

    private static Digest objects(DeliveryId delivery, Map<ClusterName, Set<ObjectRef>> objects) {
        return new Deletions.OfObjects(delivery, objects).digest();
    }

    @Test
    void theSameDeletionsHaveOneDigestInWhateverOrderTheyWereFound() {
        Map<ClusterName, Set<ObjectRef>> backwards = new LinkedHashMap<>();
        backwards.put(US, new LinkedHashSet<>(List.of(TWO, ONE)));
        backwards.put(EU, Set.of(ONE));
        backwards.put(new ClusterName("none"), Set.of());
        assertThat(objects(WEB, backwards)).isEqualTo(objects(WEB, Map.of(EU, Set.of(ONE), US, Set.of(ONE, TWO))));
        assertThat(new Deletions.OfDeliveries(SHOP, new LinkedHashSet<>(List.of(WEB, API))).digest())
                .isEqualTo(new Deletions.OfDeliveries(SHOP, Set.of(API, WEB)).digest());
    }

    @Test
    void otherDeletionsHaveAnotherDigest() {
        List<Digest> all = new ArrayList<>(List.of(
                objects(WEB, Map.of(EU, Set.of(ONE))),
                objects(WEB, Map.of(EU, Set.of(TWO))),
                objects(WEB, Map.of(EU, Set.of(ONE, TWO))),
                objects(WEB, Map.of(EU, Set.of(ONE), US, Set.of(TWO))),
                objects(WEB, Map.of(US, Set.of(ONE))),
                objects(API, Map.of(EU, Set.of(ONE))),
                new Deletions.OfDeliveries(SHOP, Set.of(WEB)).digest(),
                new Deletions.OfDeliveries(SHOP, Set.of(API)).digest(),
                new Deletions.OfDeliveries(SHOP, Set.of(WEB, API)).digest(),
                new Deletions.OfDeliveries(new SourceName("other"), Set.of(WEB)).digest()));
        assertThat(all).doesNotHaveDuplicates();
    }
}
