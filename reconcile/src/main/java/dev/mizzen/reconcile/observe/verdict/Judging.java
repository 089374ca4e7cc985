package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;

/** Hears what the definitions of a delivery say of its health. Returns at once. */
public interface Judging {
    /** Objects are judged by their kind alone. */
    Judging NONE = new Judging() {
        @Override
        public void says(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {}

        @Override
        public void saysToo(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {}
    };

    /** All policies of the delivery on the cluster: those that it had before and that are not among them end. */
    void says(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies);

    /** Some of them; others are as they were. */
    void saysToo(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies);
}
