package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that is kept of one cluster: the newest state of each object, also by delivery. Thread-safe. */
final class Holdings {
    private final Map<ObjectRef, ObservedObject> objects = new HashMap<>();
    private final Map<String, Set<ObjectRef>> byId = new HashMap<>();

    /** What an arrival changed; both are empty if it was older than what is held. */
    record Step(Optional<ObservedObject> before, Optional<ObservedObject> now) {
        static final Step NONE = new Step(Optional.empty(), Optional.empty());

        boolean changed() {
            return !before.equals(now);
        }
    }

    /** Takes the newer state over; empty removes. A state not newer than what is held changes nothing. */
    synchronized Step take(ObjectRef ref, Optional<ObservedObject> now, String resourceVersion) {
        ObservedObject before = objects.get(ref);
        if (before != null && !newer(resourceVersion, before.resourceVersion())) {
            return Step.NONE;
        }
        put(ref, before, now.orElse(null));
        return new Step(Optional.ofNullable(before), now);
    }

    /** Takes what was made anew of the very state that is held; nothing if another came meanwhile. */
    synchronized Step judge(ObjectRef ref, Optional<ObservedObject> now) {
        ObservedObject before = objects.get(ref);
        if (before == null
                || now.filter(n -> before.resourceVersion().equals(n.resourceVersion()))
                        .isEmpty()) {
            return Step.NONE;
        }
        put(ref, before, now.orElse(null));
        return new Step(Optional.of(before), now);
    }

    /** Shows a held object as terminating, until an event tells more. */
    synchronized Step terminating(ObjectRef ref) {
        ObservedObject before = objects.get(ref);
        if (before == null || before.terminating()) {
            return Step.NONE;
        }
        ObservedObject now = before.deleting();
        objects.put(ref, now);
        return new Step(Optional.of(before), Optional.of(now));
    }

    private void put(ObjectRef ref, @Nullable ObservedObject before, @Nullable ObservedObject now) {
        if (before != null) {
            before.partOf().ifPresent(id -> unlist(id, ref));
        }
        objects.remove(ref); // the old key holds the old texts
        if (now != null) {
            objects.put(now.ref(), now);
            now.partOf()
                    .ifPresent(
                            id -> byId.computeIfAbsent(id, k -> new HashSet<>()).add(now.ref()));
        }
    }

    private void unlist(String id, ObjectRef ref) {
        Set<ObjectRef> refs = byId.get(id);
        if (refs != null && refs.remove(ref) && refs.isEmpty()) {
            byId.remove(id);
        }
    }

    synchronized Observed of(ApplySetId id) {
        Map<ObjectRef, ObservedObject> found = new HashMap<>();
        for (ObjectRef ref : byId.getOrDefault(id.value(), Set.of())) {
            ObservedObject object = objects.get(ref);
            if (object != null) {
                found.put(ref, object);
            }
        }
        return new Observed(Map.copyOf(found));
    }

    synchronized Optional<ObservedObject> find(ObjectRef ref) {
        return Optional.ofNullable(objects.get(ref));
    }

    synchronized List<ObservedObject> all() {
        return List.copyOf(objects.values());
    }

    synchronized List<ObjectRef> ofKind(String group, String kind) {
        List<ObjectRef> found = new ArrayList<>();
        for (ObjectRef ref : objects.keySet()) {
            if (ref.kind().equals(kind) && ref.group().equals(group)) {
                found.add(ref);
            }
        }
        return found;
    }

    /** Versions of one resource are numbers that grow (KEP-5504); what is no number is taken as new. */
    private static boolean newer(String version, String than) {
        if (version.length() != than.length() && digits(version) && digits(than)) {
            return version.length() > than.length();
        }
        return !digits(version) || !digits(than) || version.compareTo(than) > 0;
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
