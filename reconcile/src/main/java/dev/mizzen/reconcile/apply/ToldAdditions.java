package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed.Addition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which additions to the objects of one cluster were told, so that each is told once while it is there. Thread-safe. */
final class ToldAdditions {
    private final Map<ObjectRef, Set<What>> byObject = new ConcurrentHashMap<>();

    private record What(String path, String manager) {}

    /** Those that were not there when it was last asked; {@code now} are all that there are. */
    List<Addition> news(ObjectRef ref, List<Addition> now) {
        Set<What> all = now.stream().map(ToldAdditions::what).collect(Collectors.toUnmodifiableSet());
        Set<What> before = all.isEmpty() ? byObject.remove(ref) : byObject.put(ref, all);
        return now.stream()
                .filter(addition -> before == null || !before.contains(what(addition)))
                .toList();
    }

    void forget(ObjectRef ref) {
        byObject.remove(ref);
    }

    private static What what(Addition addition) {
        return new What(addition.path(), addition.manager());
    }
}
