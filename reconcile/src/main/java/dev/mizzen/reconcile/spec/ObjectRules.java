package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.model.Treatment.Access;
import dev.mizzen.reconcile.model.Treatment.Once;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;

/**
 * What the policies {@code apply-once}, {@code garbage-collect}, {@code read-only}, {@code resource-update},
 * {@code shared-resource} and {@code take-over} of an application say of its objects. Several policies of one type count as one
 * that has the rules of all; of the rules that match an object, the first one counts.
 */
public final class ObjectRules {
    /** An application with this label is an addon, which KubeVela applies once if no policy says otherwise. */
    private static final String ADDON = "addons.oam.dev/name";

    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([^\\]]*)]");

    /** Of an application without policies. */
    public static final ObjectRules NONE = new ObjectRules(List.of(), false);

    private final List<Application.Policy> policies;
    private final boolean addon;
    private final List<Rule> collecting;
    private final List<Rule> once;
    private final List<Rule> updating;
    private final List<Rule> readOnly;
    private final List<Rule> shared;
    private final List<Rule> takeOver;

    private record Rule(Selector selector, Value.Mapping rule, Value.Mapping strategy) {}

    private ObjectRules(List<Application.Policy> policies, boolean addon) {
        this.policies = policies;
        this.addon = addon;
        this.collecting = rules("garbage-collect");
        this.once = rules("apply-once");
        this.updating = rules("resource-update");
        this.readOnly = rules("read-only");
        this.shared = rules("shared-resource");
        this.takeOver = rules("take-over");
    }

    /** The rules of an application whose policies have the right shape. */
    public static ObjectRules of(Application application) {
        return new ObjectRules(application.policies(), application.labels().containsKey(ADDON));
    }

    private Stream<Value.Mapping> policies(String type) {
        return policies.stream()
                .filter(policy -> policy.type().equals(type))
                .flatMap(policy -> policy.properties().stream());
    }

    private List<Rule> rules(String type) {
        return policies(type)
                .flatMap(properties -> ShapeCheck.maps(properties, "rules").stream())
                .map(rule -> new Rule(
                        Selector.of(rule),
                        rule,
                        ShapeCheck.map(rule, "strategy").orElse(rule)))
                .toList();
    }

    private boolean says(String type, String field) {
        return policies(type).anyMatch(properties -> properties.get(field) instanceof Value.Flag flag && flag.flag());
    }

    private static Optional<Rule> first(List<Rule> rules, Manifest manifest) {
        return rules.stream().filter(rule -> rule.selector().matches(manifest)).findFirst();
    }

    /** What is done with an object; {@code manifest} as it was rendered. */
    public Treatment treatment(Manifest manifest) {
        List<JsonPointer> kept = onceRule(manifest).filter(rule -> isKept(rule)).stream()
                .flatMap(ObjectRules::paths)
                .toList();
        return new Treatment(
                first(takeOver, manifest).isPresent(),
                once(manifest),
                kept,
                first(updating, manifest).stream()
                        .flatMap(rule -> Selector.texts(rule.strategy(), "recreateFields"))
                        .map(ObjectRules::pointer)
                        .toList(),
                first(readOnly, manifest).isPresent()
                        ? Access.READ_ONLY
                        : first(shared, manifest).isPresent() ? Access.SHARED : Access.OURS);
    }

    /** Fields that are left to others once the object is there, also by releases. */
    public List<JsonPointer> left(Manifest manifest) {
        return onceRule(manifest).filter(rule -> !isKept(rule)).stream()
                .flatMap(ObjectRules::paths)
                .toList();
    }

    /** What becomes of an object that the application has no more; empty where it is deleted as always. */
    public Optional<Removal> removal(Manifest manifest) {
        Optional<Rule> rule = first(collecting, manifest);
        Optional<Rule> propagating = collecting.stream()
                .filter(r -> r.selector().matches(manifest))
                .filter(r -> ShapeCheck.text(r.rule(), "propagation").isPresent())
                .findFirst();
        String strategy =
                rule.flatMap(r -> ShapeCheck.text(r.rule(), "strategy")).orElse("onAppUpdate");
        boolean orphaned = propagating
                .flatMap(r -> ShapeCheck.text(r.rule(), "propagation"))
                .filter("orphan"::equals)
                .isPresent();
        if (strategy.equals("never") || orphaned) {
            return Optional.of(Removal.ORPHAN);
        }
        boolean kept =
                strategy.equals("onAppDelete") || (rule.isEmpty() && says("garbage-collect", "keepLegacyResource"));
        return kept ? Optional.of(Removal.WITH_APPLICATION) : Optional.empty();
    }

    private boolean isOnce() {
        boolean written = policies("apply-once").findAny().isPresent();
        return written ? says("apply-once", "enable") : addon;
    }

    private Optional<Rule> onceRule(Manifest manifest) {
        return isOnce() ? first(once, manifest) : Optional.empty();
    }

    private Once once(Manifest manifest) {
        if (isOnce() && once.isEmpty()) {
            return Once.BETWEEN_RELEASES;
        }
        return onceRule(manifest)
                .filter(rule -> Selector.texts(rule.strategy(), "path").anyMatch("*"::equals))
                .map(rule -> isKept(rule) ? Once.BETWEEN_RELEASES : Once.FOR_EVER)
                .orElse(Once.NO);
    }

    /** Whether others may change it only between releases. */
    private static boolean isKept(Rule rule) {
        return ShapeCheck.text(rule.strategy(), "affect")
                .filter("onStateKeep"::equals)
                .isPresent();
    }

    private static Stream<JsonPointer> paths(Rule rule) {
        return Selector.texts(rule.strategy(), "path")
                .filter(path -> !path.equals("*"))
                .map(ObjectRules::pointer);
    }

    /** As {@code spec.template.spec.containers[0].image} or {@code metadata.annotations[example.com/a]}. */
    static JsonPointer pointer(String path) {
        JsonPointer pointer = JsonPointer.empty();
        for (MatchResult step : STEP.matcher(path).results().toList()) {
            String bracket = step.group(2);
            if (bracket == null) {
                pointer = pointer.appendProperty(step.group(1));
            } else if (!bracket.isEmpty()
                    && bracket.length() < 7
                    && bracket.chars().allMatch(c -> c >= '0' && c <= '9')) {
                pointer = pointer.appendIndex(Integer.parseInt(bracket));
            } else {
                pointer = pointer.appendProperty(bracket);
            }
        }
        return pointer;
    }

    /** What becomes of an object that an application has no more. */
    public enum Removal {
        /** It is nobody's from then on. */
        ORPHAN,
        /** It stays until the application goes. */
        WITH_APPLICATION
    }
}
