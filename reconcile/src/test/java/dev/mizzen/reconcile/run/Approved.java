package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was approved by a test; {@link #left} is what runs told of it afterwards. Nothing is consumed by itself. */
final class Approved implements Approvals {
    final List<Deletions> given = new CopyOnWriteArrayList<>();
    final List<Set<ObjectRef>> left = new CopyOnWriteArrayList<>();
    private final Runnable whilePlanning;

    Approved(Runnable whilePlanning) {
        this.whilePlanning = whilePlanning;
    }

    @Override
    public List<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster) {
        whilePlanning.run();
        List<Set<ObjectRef>> all = new ArrayList<>();
        for (Deletions deletions : given) {
            if (deletions instanceof Deletions.OfObjects of && of.delivery().equals(delivery)) {
                all.add(of.objects().getOrDefault(cluster, Set.of()));
            }
        }
        return all;
    }

    @Override
    public boolean cover(SourceName source, Set<DeliveryId> leaving) {
        return given.stream()
                .anyMatch(deletions -> deletions instanceof Deletions.OfDeliveries of
                        && of.source().equals(source)
                        && of.deliveries().containsAll(leaving));
    }

    @Override
    public void outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> objects) {
        left.add(objects);
    }
}
