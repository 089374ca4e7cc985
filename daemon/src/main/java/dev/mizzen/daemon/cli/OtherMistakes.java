package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.KnownTypes;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.SoundParts;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What else is wrong in an Application that cannot be delivered: a person mends all of it at once.
 *
 * @param overlaid whether overlays come over the Application, so that what it lacks may stand in them
 */
record OtherMistakes(Renderer renderer, Catalog catalog, ClusterFacts facts, boolean overlaid) {
    private static final String LACKING = "required parameter";
    private static final Pattern TRAIT_NUMBER = Pattern.compile("^traits\\[\\d+]\\.");

    /**
     * Types that are not known, and wrong parameters of those components and traits whose own fields and types are right.
     *
     * @param overlay whether the document is an overlay: what it says of parameters is only a part of them
     */
    void collect(Value.Mapping document, boolean overlay, Mistakes found) throws Waiting {
        found.add(KnownTypes.unknownIn(document, catalog));
        if (overlay) {
            return;
        }
        Application sound = SoundParts.of(document);
        for (Application.Component component : sound.components()) {
            Optional<Application.Component> known = KnownTypes.knownPart(component, catalog);
            if (known.isPresent()) {
                parameters(sound, known.get(), found);
            }
        }
    }

    private void parameters(Application app, Application.Component component, Mistakes found) throws Waiting {
        try {
            renderer.offline(app, component, Kind.COMPONENT, catalog, facts);
        } catch (Rejected e) {
            Rejected plain = unnumbered(e);
            found.add(
                    new Rejected(plain.problems().stream().filter(this::matters).toList(), plain.warnings()));
        }
    }

    private boolean matters(Problem problem) {
        return !overlaid || !problem.message().contains(LACKING);
    }

    /** Where traits were left out, the number of a trait is not that which a person would count; its place is right. */
    static Rejected unnumbered(Rejected found) {
        return new Rejected(
                found.problems().stream().map(OtherMistakes::unnumbered).toList(),
                found.warnings().stream().map(OtherMistakes::unnumbered).toList());
    }

    private static Problem unnumbered(Problem problem) {
        return new Problem(
                problem.position(),
                TRAIT_NUMBER.matcher(problem.message()).replaceFirst(""),
                problem.nearest(),
                problem.definition());
    }
}
