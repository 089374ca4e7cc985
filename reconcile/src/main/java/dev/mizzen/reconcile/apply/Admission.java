package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.SameValue;
import dev.mizzen.reconcile.model.ShownValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * What admission on one cluster made of values that Git declares: found when an object is applied, kept until it is
 * applied again. In memory. Thread-safe.
 */
public final class Admission {
    /** So many fields are told of one object. */
    private static final int FIELDS = 20;

    /** Numbers that a server chooses where 0 is declared. */
    private static final Set<String> ALLOCATED = Set.of("nodePort", "healthCheckNodePort");

    private final Map<ObjectRef, List<String>> byObject = new ConcurrentHashMap<>();

    /**
     * What admission made of an object that was applied; forgets what it made of it before.
     *
     * @param subject the object for people
     */
    void applied(ObjectRef ref, String subject, Sender.Sent sent, ManagedEntry entry) {
        List<String> changes = changes(sent.body(), sent.answer(), entry);
        if (changes.isEmpty()) {
            byObject.remove(ref);
        } else {
            byObject.put(
                    ref, changes.stream().map(change -> subject + ": " + change).toList());
        }
    }

    void forget(ObjectRef ref) {
        byObject.remove(ref);
    }

    /** One line for each changed value of these objects, in their order. */
    public List<String> of(Collection<ObjectRef> refs) {
        return refs.stream()
                .flatMap(ref -> byObject.getOrDefault(ref, List.of()).stream())
                .toList();
    }

    /** Pure. Fields of {@code sent} that {@code answer} holds under our name with another value. */
    static List<String> changes(JsonNode sent, JsonNode answer, ManagedEntry entry) {
        return entry.tree().leaves().stream()
                .filter(path -> differs(path, sent, answer))
                .limit(FIELDS)
                .map(path -> "admission changed " + path + ": declared \"" + ShownValue.of(sent, path) + "\", became \""
                        + ShownValue.of(answer, path) + "\"")
                .toList();
    }

    private static boolean differs(FieldPath path, JsonNode sent, JsonNode answer) {
        JsonNode declared = path.in(sent);
        return !isLeftToTheServer(path, declared) && !SameValue.of(declared, path.in(answer));
    }

    private static boolean isLeftToTheServer(FieldPath path, JsonNode declared) {
        boolean nothing = declared.isMissingNode()
                || declared.isNull()
                || (declared.isString() && declared.asString().isEmpty())
                || (declared.isContainer() && declared.isEmpty());
        return nothing
                || (declared.asInt(-1) == 0
                        && path.steps().getLast() instanceof FieldPath.Step.Name name
                        && ALLOCATED.contains(name.name()));
    }
}
