package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.plan.Observed.Addition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who set what in a live object, from its {@code metadata.managedFields}. It knows paths and never values.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management">field management</a>
 */
record ManagedFields(List<Entry> entries) {
    /** So many additions are told of one object. */
    static final int ADDITIONS = 20;

    /** Managers that add to other people's objects because that is what they are for. */
    static final Set<String> ADD_ON_PURPOSE = Set.of(
            "before-first-apply", // what was there when managedFields began, or was cleared: nobody's
            "kube-controller-manager",
            "cloud-controller-manager",
            "kube-scheduler",
            "kubelet",
            "kube-apiserver",
            "cluster-autoscaler",
            "vpa-recommender",
            "vpa-updater",
            "vpa-admission-controller",
            "keda",
            "keda-operator",
            "istiod",
            "pilot-discovery",
            "pilot-agent",
            "linkerd",
            "cainjector",
            "cert-manager-cainjector");

    /** One entry; {@code subresource} is {@code ""} for the object itself. */
    record Entry(String manager, String operation, String subresource, Optional<Instant> time, FieldTree fields) {
        boolean applied() {
            return operation.equals("Apply") && subresource.isEmpty();
        }
    }

    static ManagedFields of(JsonNode live) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            entries.add(new Entry(
                    entry.path("manager").asString(""),
                    entry.path("operation").asString(""),
                    entry.path("subresource").asString(""),
                    Condition.time(entry.path("time")),
                    new FieldTree(entry.path("fieldsV1"))));
        }
        return new ManagedFields(entries);
    }

    /** What {@code manager} applied to the object itself; an empty set where its entry is gone. */
    FieldTree appliedBy(String manager) {
        return entries.stream()
                .filter(e -> e.manager.equals(manager) && e.applied())
                .map(Entry::fields)
                .findFirst()
                .orElse(FieldTree.NONE);
    }

    /** Who holds the field now, {@code except} for this manager; the latest, where several do. */
    Optional<Entry> holder(FieldPath path, String except) {
        return entries.stream()
                .filter(e -> !e.manager.equals(except) && e.fields.holds(path))
                .max(Comparator.comparing(e -> e.time.orElse(Instant.EPOCH)));
    }

    /**
     * What others hold and {@code manager} does not, at most {@value #ADDITIONS}: additions, as long as our entry is the
     * one that our apply left; else some of it may be taken and not added. Left out: status and other subresources,
     * managers that {@linkplain #ADD_ON_PURPOSE add on purpose}, and an object that we never applied.
     */
    List<Addition> additions(String manager) {
        return added(manager).stream()
                .map(added -> new Addition(
                        added.path(),
                        added.by().manager().intern(),
                        added.by().time(),
                        added.path().passes("metadata")))
                .toList();
    }

    /** One addition: where, and the entry that holds it. */
    record Added(FieldPath path, Entry by) {}

    /** The same with places and entries. */
    List<Added> added(String manager) {
        FieldTree ours = appliedBy(manager);
        if (ours.fields().isEmpty()) {
            return List.of();
        }
        return entries.stream()
                .filter(e ->
                        e.subresource.isEmpty() && !e.manager.equals(manager) && !ADD_ON_PURPOSE.contains(e.manager))
                .flatMap(e -> e.fields.beyond(ours).stream()
                        .filter(path -> !path.startsWith("status"))
                        .map(path -> new Added(path, e)))
                .limit(ADDITIONS)
                .toList();
    }

    /** Another number when another manager wrote the object, not its status, in another second than before. */
    int touched(JsonNode live) {
        JsonNode metadata = live.path("metadata");
        long generation = metadata.path("generation").asLong(0);
        if (generation == 0) {
            return metadata.path("resourceVersion").asString("").hashCode();
        }
        int times = entries.stream()
                .filter(e -> !e.subresource.equals("status"))
                .mapToInt(e -> e.time.hashCode())
                .sum();
        return Long.hashCode(generation) * 31 + times;
    }

    /** Whether a manager that adds on purpose holds the field, or something of it. */
    boolean isOnPurpose(FieldPath path) {
        return entries.stream()
                .anyMatch(e -> ADD_ON_PURPOSE.contains(e.manager)
                        && e.subresource.isEmpty()
                        && e.fields.at(path).isPresent());
    }
}
