package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Health.State;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a policy said of its objects in one live state.
 *
 * @param said what it said, or that it could not be evaluated within the limits
 * @param message of the definition's {@code customStatus}, one line
 * @param error why a text had no value, with its place; one line
 * @param seen the version of each object that it was said of
 * @param marks the digest of what we applied, by subject: of another one it says nothing
 * @param wasWell whether it said of the same release before that all is well
 */
record Verdict(
        Said said,
        String message,
        String error,
        SortedMap<String, String> details,
        Map<ObjectRef, String> seen,
        Map<ObjectRef, Digest> marks,
        boolean wasWell) {
    private static final int MOST_CHARACTERS = 300;
    private static final int MOST_DETAILS = 50;

    enum Said {
        HEALTHY,
        NOT_HEALTHY,
        NOTHING
    }

    static Verdict of(JsonNode answer, Map<ObjectRef, String> seen, Map<ObjectRef, Digest> marks) {
        if (!answer.path("ok").asBoolean(false)) {
            return failed(words(answer.path("errors")), seen, marks);
        }
        SortedMap<String, String> details = new TreeMap<>();
        answer.path("details").properties().stream()
                .limit(MOST_DETAILS)
                .forEach(detail ->
                        details.put(detail.getKey(), oneLine(detail.getValue().asString(""))));
        return new Verdict(
                answer.path("healthy").asBoolean(false) ? Said.HEALTHY : Said.NOT_HEALTHY,
                oneLine(answer.path("message").asString("")),
                words(answer.path("warnings")),
                details,
                seen,
                marks,
                false);
    }

    /** It could not be evaluated within the limits. */
    static Verdict failed(String why, Map<ObjectRef, String> seen, Map<ObjectRef, Digest> marks) {
        return new Verdict(Said.NOTHING, "", oneLine(why), new TreeMap<>(), seen, marks, false);
    }

    /** The same, after another one of the same policy. */
    Verdict after(Optional<Verdict> before) {
        boolean well = before.filter(b -> b.marks().equals(marks) && (b.said() == Said.HEALTHY || b.wasWell()))
                .isPresent();
        return new Verdict(said, message, error, details, seen, marks, well);
    }

    /** Whether it was said of the object as we applied it last. */
    boolean isAbout(ObservedObject object) {
        return object.mark()
                .filter(mark -> mark.digest().equals(marks.get(object.ref())))
                .isPresent();
    }

    /** The health that counts of an object whose kind says {@code kind}. Pure. */
    Health health(HealthPolicy policy, Health kind) {
        if (!policy.decides() && said != Said.NOTHING) {
            return new Health(kind.state(), both(message, kind.message()), details);
        }
        return switch (said) {
            case HEALTHY -> new Health(State.HEALTHY, message, details);
            case NOT_HEALTHY -> new Health(notWell(kind.state()), why(policy, kind), details);
            case NOTHING ->
                new Health(policy.decides() ? State.UNKNOWN : kind.state(), both(at(policy), kind.message()));
        };
    }

    /** What was well and is not any more has no rollout to wait for, unless its kind knows of one. */
    private State notWell(State kind) {
        return switch (kind) {
            case HEALTHY, SUSPENDED -> wasWell ? State.DEGRADED : State.PROGRESSING;
            case PROGRESSING, UNKNOWN, DEGRADED, MISSING -> kind;
        };
    }

    private String why(HealthPolicy policy, Health kind) {
        String own = both(message, error);
        return own.isEmpty() ? both("the healthPolicy of " + policy.what() + " says no", kind.message()) : own;
    }

    private String at(HealthPolicy policy) {
        return "the health of " + policy.what() + " cannot be told: " + error + " ("
                + policy.definition().position() + ")";
    }

    private static String both(String first, String second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first + second;
        }
        return first + " (" + second + ")";
    }

    private static String words(JsonNode faults) {
        return oneLine(Fault.all(faults).stream()
                .map(fault -> fault.message()
                        + fault.definition().map(place -> " at " + place).orElse(""))
                .collect(Collectors.joining("; ")));
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
