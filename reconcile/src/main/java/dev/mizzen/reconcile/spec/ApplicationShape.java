package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.GoDuration;
import dev.mizzen.reconcile.spec.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an {@code Application} of {@code core.oam.dev/v1beta1} may hold, and an overlay, which is a part of one.
 *
 * @see <a href="https://github.com/oam-dev/spec/blob/master/7.application.md">the OAM Application</a>
 */
final class ApplicationShape {
    static final String API_VERSION = "core.oam.dev/v1beta1";
    static final String KIND = "Application";

    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final String IN_OVERLAYS = "it belongs in an overlay, environments/<env>/<app>.yaml";
    static final Shape TEXT = new Shape.AnyText();
    static final Shape TEXTS = new Shape.MapOf(TEXT);
    static final Shape NAME = new Shape.Form(
            "a name of at most 63 letters, digits, \"-\", \"_\" and \".\" that begins and ends with a letter or digit",
            text -> LABEL_VALUE.matcher(text).matches());
    static final Shape DNS_LABEL = new Shape.Form(
            "a name of at most 63 lower-case letters, digits and \"-\" that begins and ends with a letter or digit",
            AppName::isAppName);
    static final Shape DURATION = new Shape.Form(
            "a duration such as \"90s\" or \"1h30m\"",
            text -> GoDuration.parse(text).isPresent());
    private static final Shape TYPE = new Shape.Form("the name of a type", text -> !text.isBlank());
    private static final Shape ANY = new Shape.Anything();

    private ApplicationShape() {}

    static Shape base() {
        return application(Map.of(), Map.of(), Map.of());
    }

    /** Items of an overlay can be disabled, traits of one type told apart by index, and rendered objects patched. */
    static Shape overlay() {
        Map<String, Shape> disable = Map.of("disable", new Shape.Bool());
        Map<String, Shape> trait =
                Map.of("disable", new Shape.Bool(), "index", new Shape.Count(0, ApplicationReader.TRAITS));
        return application(disable, trait, Changes.shapes());
    }

    static Shape aloneComponent() {
        return component(Map.of(), Map.of());
    }

    static Shape aloneTrait() {
        return trait(Map.of());
    }

    private static Shape application(Map<String, Shape> ofItem, Map<String, Shape> ofTrait, Map<String, Shape> ofSpec) {
        Map<String, Shape> spec = and(
                ofSpec,
                Map.of(
                        "components", new Shape.ListOf(component(ofItem, ofTrait)),
                        "policies", new Shape.ListOf(policy(ofItem)),
                        "workflow", workflow(ofItem)));
        Map<String, Shape> top = Map.of(
                "apiVersion",
                new Shape.Word(List.of(API_VERSION)),
                "kind",
                new Shape.Word(List.of(KIND)),
                "metadata",
                metadata(),
                "spec",
                new Shape.Fields(spec, Set.of("components"))
                        .hinting(Map.of(
                                "traits", "a trait belongs to a component, under its \"traits\"",
                                "patches", IN_OVERLAYS,
                                "images", IN_OVERLAYS)),
                "status",
                ANY);
        return new Shape.Fields(top, Set.of("apiVersion", "kind", "metadata", "spec"))
                .hinting(Map.of(
                        "components", "it belongs under \"spec\"",
                        "policies", "it belongs under \"spec\"",
                        "workflow", "it belongs under \"spec\"",
                        "traits", "a trait belongs to a component, under its \"traits\""));
    }

    /** A policy in a document of its own. */
    static Shape externalPolicy() {
        return new Shape.Fields(
                Map.of("apiVersion", TEXT, "kind", TEXT, "metadata", metadata(), "type", TYPE, "properties", ANY),
                Set.of("metadata", "type"));
    }

    /** A workflow in a document of its own. */
    static Shape externalWorkflow() {
        return new Shape.Fields(
                Map.of("apiVersion", TEXT, "kind", TEXT, "metadata", metadata(), "steps", ANY, "mode", ANY),
                Set.of("metadata"));
    }

    /** Of an Application or Environment; what a server fills in is let pass. */
    static Shape metadata() {
        return new Shape.Fields(
                Map.of(
                        "name", DNS_LABEL,
                        "namespace", DNS_LABEL,
                        "labels", TEXTS,
                        "annotations", TEXTS,
                        "creationTimestamp", ANY,
                        "generation", ANY,
                        "resourceVersion", ANY,
                        "uid", ANY,
                        "managedFields", ANY),
                Set.of("name"));
    }

    private static Shape component(Map<String, Shape> ofItem, Map<String, Shape> ofTrait) {
        return new Shape.Fields(
                        and(
                                ofItem,
                                Map.of(
                                        "name", NAME,
                                        "type", TYPE,
                                        "properties", new Shape.AnyMap(),
                                        "traits", new Shape.ListOf(trait(ofTrait)),
                                        "dependsOn", new Shape.ListOf(TEXT),
                                        "inputs", new Shape.ListOf(input()),
                                        "outputs", new Shape.ListOf(output()),
                                        "externalRevision", TEXT)),
                        Set.of("name", "type"))
                .hinting(ofItem.isEmpty() ? Map.of("disable", IN_OVERLAYS) : Map.of());
    }

    private static Shape trait(Map<String, Shape> ofTrait) {
        return new Shape.Fields(and(ofTrait, Map.of("type", TYPE, "properties", new Shape.AnyMap())), Set.of("type"))
                .hinting(ofTrait.isEmpty() ? Map.of("disable", IN_OVERLAYS, "index", IN_OVERLAYS) : Map.of());
    }

    private static Shape policy(Map<String, Shape> ofItem) {
        return new Shape.Fields(
                        and(ofItem, Map.of("name", NAME, "type", TYPE, "properties", new Shape.AnyMap())),
                        Set.of("type"))
                .hinting(ofItem.isEmpty() ? Map.of("disable", IN_OVERLAYS) : Map.of());
    }

    private static Shape workflow(Map<String, Shape> ofItem) {
        Shape way = new Shape.Word(List.of("StepByStep", "DAG"));
        Map<String, Shape> sub = and(ofItem, step());
        Map<String, Shape> whole = and(sub, Map.of("subSteps", new Shape.ListOf(stepFields(sub, ofItem)), "mode", way));
        Shape steps = new Shape.ListOf(stepFields(whole, ofItem));
        Shape mode = new Shape.Fields(Map.of("steps", way, "subSteps", way), Set.of());
        return new Shape.Fields(
                Map.of("ref", TEXT, "mode", mode, "steps", steps), Set.of(), Map.of(), Optional.of(steps));
    }

    private static Shape stepFields(Map<String, Shape> known, Map<String, Shape> ofItem) {
        return new Shape.Fields(known, Set.of("type"))
                .hinting(ofItem.isEmpty() ? Map.of("disable", IN_OVERLAYS) : Map.of());
    }

    private static Map<String, Shape> step() {
        return Map.of(
                "name", NAME,
                "type", TYPE,
                "meta", new Shape.Fields(Map.of("alias", TEXT), Set.of()),
                "if", TEXT,
                "timeout", DURATION,
                "dependsOn", new Shape.ListOf(TEXT),
                "inputs", new Shape.ListOf(input()),
                "outputs", new Shape.ListOf(output()),
                "properties", new Shape.AnyMap());
    }

    private static Shape input() {
        return new Shape.Fields(Map.of("from", TEXT, "parameterKey", TEXT), Set.of("from"));
    }

    private static Shape output() {
        return new Shape.Fields(Map.of("name", TEXT, "valueFrom", TEXT), Set.of("name", "valueFrom"));
    }

    private static Map<String, Shape> and(Map<String, Shape> more, Map<String, Shape> fields) {
        Map<String, Shape> all = new HashMap<>(fields);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
