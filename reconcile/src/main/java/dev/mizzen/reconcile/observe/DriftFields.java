package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.observe.ManagedFields.Entry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Which of our fields differ between the live object and what a forced apply would make of it, and whose they are now.
 * Pure. A field differs if its value does, if its owner would be another again, or if we hold it and would give it up.
 */
final class DriftFields {
    /** So many fields are told of one object. */
    static final int FIELDS = 50;

    /** So long may a value be that is told; the rest is cut. */
    static final int VALUE_CHARACTERS = 200;

    static final String UNKNOWN = "unknown";
    private static final String MASKED = "***";

    private final JsonNode live;
    private final JsonNode wanted;
    private final String manager;
    private final ManagedFields owners;
    private final Map<String, Drift.Field> found = new LinkedHashMap<>();

    private DriftFields(JsonNode live, JsonNode wanted, String manager) {
        this.live = live;
        this.wanted = wanted;
        this.manager = manager;
        this.owners = ManagedFields.of(live);
    }

    /**
     * @param live the object as it is
     * @param wanted the answer to a forced dry-run apply of what it should be
     * @param manager whose apply that is
     */
    static List<Drift.Field> between(JsonNode live, JsonNode wanted, String manager) {
        DriftFields fields = new DriftFields(live, wanted, manager);
        fields.compare();
        return List.copyOf(fields.found.values());
    }

    private void compare() {
        FieldTree held = owners.appliedBy(manager);
        FieldTree would = ManagedFields.of(wanted).appliedBy(manager);
        boolean forgotten = held.fields().isEmpty();
        if (forgotten) {
            add(FieldPath.ROOT
                    .then(new FieldPath.Step.Name("metadata"))
                    .then(new FieldPath.Step.Name("managedFields")));
        }
        for (FieldPath path : would.leaves()) {
            boolean lost = !forgotten && !held.holds(path);
            if (lost || !path.in(live).equals(path.in(wanted))) {
                add(highestMissing(path, live));
            }
        }
        for (FieldPath path : held.leaves()) {
            if (!would.holds(path)) {
                add(highestMissing(path, wanted), ""); // applied under our name: who holds it is we
            }
        }
    }

    /** Where all of a list or map is missing, that is what is told, not each thing in it. */
    private static FieldPath highestMissing(FieldPath path, JsonNode object) {
        FieldPath at = path;
        while (at.steps().size() > 1 && at.parent().in(object).isMissingNode()) {
            at = at.parent();
        }
        return at;
    }

    private void add(FieldPath path) {
        add(path, manager);
    }

    private void add(FieldPath path, String except) {
        if (found.size() < FIELDS) {
            found.computeIfAbsent(path.toString(), text -> field(path, text, except));
        }
    }

    private Drift.Field field(FieldPath path, String text, String except) {
        Optional<Entry> holder = path.in(live).isMissingNode() ? Optional.empty() : owners.holder(path, except);
        Optional<Instant> when = holder.flatMap(Entry::time);
        return new Drift.Field(
                text,
                value(path, wanted),
                value(path, live),
                holder.map(Entry::manager).orElse(UNKNOWN),
                when);
    }

    private String value(FieldPath path, JsonNode object) {
        JsonNode value = path.in(object);
        if (value.isMissingNode() || path.toString().equals("metadata.managedFields")) {
            return "";
        }
        if (secret(path)) {
            return MASKED;
        }
        String text = value.isString() ? value.asString() : value.toString();
        return text.length() <= VALUE_CHARACTERS ? text : text.substring(0, VALUE_CHARACTERS - 1) + "…";
    }

    private boolean secret(FieldPath path) {
        boolean ofSecret = wanted.path("kind").asString("").equals("Secret");
        return ofSecret && (path.startsWith("data") || path.startsWith("stringData"));
    }
}
