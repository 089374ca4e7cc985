package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.daemon.cli.conformance.Result.Objects;
import dev.mizzen.daemon.cli.conformance.Result.Refused;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A place where Mizzen is another than KubeVela on purpose, as docs/kubevela-differences.md lists them. */
public enum ListedReason {
    UNKNOWN_FIELD("unknown fields of an Application", "unknown field \".*"),
    TWICE("two components, policies or steps of one name", "the (component|policy|step) \".*\" is already there, .*"),
    KEY_TWICE("a key that is written twice", "the key \".*\" is written twice"),
    DEPENDENCY(
            "a component that depends on one that is not there", "component \".*\" depends on \".*\", which is no .*"),
    NAME("names that an API server refuses", "expected a name of at most 63 .*|no component matches \".*\".*"),
    MISSING("fields that an API server demands", "missing field \".*\""),
    TRAITS("an override of one of several traits of one type", "the component \".*\" has \\d+ traits of type .*"),
    CONFLICT("traits that exclude one another", "trait \".*\" cannot stand beside trait \".*\".*"),
    NUMBER("numbers that JSON cannot hold", "expected a number, found .*, which JSON cannot hold"),
    WHOLE_NUMBERS("whole numbers above 2^53", ""),
    EMPTY_ENTRIES("empty entries and duplicates that a comma list in patchKey leaves", ""),
    CLAIM_SELECTOR("the selector of a claim of the trait storage", "");

    private final String subject;
    private final String refusal;

    /** @param refusal matches the messages of the problems by which Mizzen refuses what KubeVela renders */
    ListedReason(String subject, String refusal) {
        this.subject = subject;
        this.refusal = refusal;
    }

    /** As docs/kubevela-differences.md calls it. */
    public String subject() {
        return subject;
    }

    static Verdict verdict(Result ours, Result theirs) {
        return switch (ours) {
            case Objects objects ->
                switch (theirs) {
                    case Objects expected -> objects(objects.objects(), expected.objects());
                    case Refused refused ->
                        new Verdict.Failed("expected a refusal (" + line(refused) + "), found "
                                + objects.objects().size() + " objects");
                };
            case Refused refused ->
                switch (theirs) {
                    case Objects expected -> refused(refused);
                    case Refused expected -> both(refused, expected);
                };
        };
    }

    /** A mistake may be found earlier than KubeVela finds it, never later. */
    private static Verdict both(Refused ours, Refused theirs) {
        return ours.stage().compareTo(theirs.stage()) <= 0
                ? new Verdict.Passed()
                : new Verdict.Failed(
                        "expected the refusal " + line(theirs) + ", found another, later one: " + line(ours));
    }

    private static Verdict refused(Refused ours) {
        List<Optional<ListedReason>> reasons =
                ours.problems().stream().map(ListedReason::of).toList();
        return reasons.stream().allMatch(Optional::isPresent)
                ? new Verdict.Listed(reasons.getFirst().orElseThrow())
                : new Verdict.Failed("expected objects, found a refusal: " + line(ours));
    }

    private static Optional<ListedReason> of(Problem problem) {
        return Stream.of(values())
                .filter(reason -> problem.message().matches(reason.refusal))
                .findFirst();
    }

    private static Verdict objects(List<JsonNode> ours, List<JsonNode> theirs) {
        Optional<String> difference = Comparison.first(ours, theirs);
        if (difference.isEmpty()) {
            return new Verdict.Passed();
        }
        for (ListedReason reason : values()) {
            if (Comparison.first(reason.normal(ours), reason.normal(theirs)).isEmpty()) {
                return new Verdict.Listed(reason);
            }
        }
        return new Verdict.Failed(difference.get());
    }

    /** In a form in which what the reason is about does not count. */
    private List<JsonNode> normal(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> switch (this) {
                    case WHOLE_NUMBERS -> Normal.rounded(object);
                    case EMPTY_ENTRIES -> Normal.withoutPadding(object);
                    case CLAIM_SELECTOR -> Normal.withSelector(object);
                    case UNKNOWN_FIELD, TWICE, KEY_TWICE, DEPENDENCY, NAME, MISSING, TRAITS, CONFLICT, NUMBER -> object;
                })
                .toList();
    }

    private static String line(Refused refused) {
        return refused.problems().getFirst().toString().replaceAll("\\s+", " ");
    }
}
