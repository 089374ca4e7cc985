package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers what it heard. */
class Seen implements WatchListener {
    final List<Change> changes = new CopyOnWriteArrayList<>();
    final List<Suspicion> suspicions = new CopyOnWriteArrayList<>();
    final List<ObjectRef> settled = new CopyOnWriteArrayList<>();
    final List<KindState> states = new CopyOnWriteArrayList<>();

    @Override
    public void changed(Change change) {
        changes.add(change);
    }

    @Override
    public void suspected(Suspicion suspicion) {
        suspicions.add(suspicion);
    }

    @Override
    public void settled(ClusterName cluster, ObjectRef ref) {
        settled.add(ref);
    }

    @Override
    public void kind(ClusterName cluster, Resource kind, KindState state) {
        states.add(state);
    }

    /** The one suspicion of the object, or none. */
    List<Suspicion.Sign> signs(ObjectRef ref) {
        return suspicions.stream()
                .filter(s -> s.ref().equals(ref))
                .map(Suspicion::sign)
                .toList();
    }

    void forget() {
        changes.clear();
        suspicions.clear();
        settled.clear();
        states.clear();
    }
}
