package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.model.SameValue;
import dev.mizzen.reconcile.model.ShownValue;
import dev.mizzen.reconcile.observe.ManagedFields.Entry;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which of our fields differ between the live object and what a forced apply would make of it, and whose they are now.
 * A field differs if its value does, if its owner would be another again, or if we hold it and would give it up.
 */
final class DriftFields {
    /** So many fields are told of one object. */
    static final int FIELDS = 50;

    static final String UNKNOWN = "unknown";

    private static final FieldPath ENTRIES =
            FieldPath.ROOT.then(new FieldPath.Step.Name("metadata")).then(new FieldPath.Step.Name("managedFields"));

    private final JsonNode live;
    private final JsonNode wanted;
    private final JsonNode sent;
    private final String manager;
    private final ManagedFields owners;
    private final Map<String, Drift.Field> found = new LinkedHashMap<>();
    private final Set<String> changed = new HashSet<>();
    private boolean forgotten;

    private DriftFields(JsonNode live, JsonNode wanted, JsonNode sent, String manager) {
        this.live = live;
        this.wanted = wanted;
        this.sent = sent;
        this.manager = manager;
        this.owners = ManagedFields.of(live);
    }

    /**
     * @param live the object as it is
     * @param wanted the answer to a forced dry-run apply of what it should be
     * @param sent the body of that apply
     * @param manager whose apply that is
     */
    static DriftFields between(JsonNode live, JsonNode wanted, JsonNode sent, String manager) {
        DriftFields fields = new DriftFields(live, wanted, sent, manager);
        fields.compare();
        return fields;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Those whose values differ, in the order of the entry; all, where only their owner is another. */
    List<Drift.Field> told() {
        return found.entrySet().stream()
                .filter(field -> changed.isEmpty() || changed.contains(field.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether a value differs. */
    boolean values() {
        return changed.stream().anyMatch(path -> !path.equals(ENTRIES.toString()));
    }

    /** Whether our entry is gone altogether. */
    boolean forgotten() {
        return forgotten;
    }

    private void compare() {
        FieldTree held = owners.appliedBy(manager);
        FieldTree would = ManagedFields.of(wanted).appliedBy(manager);
        forgotten = held.fields().isEmpty();
        if (forgotten) {
            add(ENTRIES, manager, true);
        }
        for (FieldPath path : would.leaves()) {
            boolean lost = !forgotten && !held.holds(path);
            boolean differs = differs(path, lost);
            if (lost || differs) {
                add(highestMissing(path, live), manager, differs);
            }
        }
        for (FieldPath path : held.leaves()) {
            if (!would.holds(path)) {
                add(highestMissing(path, wanted), "", true); // applied under our name: who holds it is we
            }
        }
    }

    /** A field that admission writes anew each time has no value that it should have, as long as it is ours. */
    private boolean differs(FieldPath path, boolean lost) {
        return !path.in(live).equals(path.in(wanted)) && (lost || SameValue.of(path.in(sent), path.in(wanted)));
    }

    /** Where all of a list or map is missing, that is what is told, not each thing in it. */
    private static FieldPath highestMissing(FieldPath path, JsonNode object) {
        FieldPath at = path;
        while (at.steps().size() > 1 && at.parent().in(object).isMissingNode()) {
            at = at.parent();
        }
        return at;
    }

    private void add(FieldPath path, String except, boolean differs) {
        String text = path.toString();
        if (found.size() < FIELDS || found.containsKey(text)) {
            found.computeIfAbsent(text, t -> field(path, t, except));
            if (differs) {
                changed.add(text);
            }
        }
    }

    private Drift.Field field(FieldPath path, String text, String except) {
        Optional<Entry> holder = path.in(live).isMissingNode() ? Optional.empty() : owners.holder(path, except);
        Optional<Instant> when = holder.flatMap(Entry::time);
        return new Drift.Field(
                text,
                path.equals(ENTRIES) ? "" : ShownValue.of(wanted, path),
                path.equals(ENTRIES) ? "" : ShownValue.of(live, path),
                holder.map(Entry::manager).orElse(UNKNOWN),
                when);
    }
}
