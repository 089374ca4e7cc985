package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What differs in one environment: a part of an Application.
 *
 * @param content empty where {@code problems} say why
 * @param changes what it changes once the application is rendered; no part of {@code content}
 * @param start of its file
 * @param pinned the value of the annotation {@code mizzen.dev/revision}
 */
record Overlay(
        Optional<Value.Mapping> content,
        Changes changes,
        Position start,
        Optional<Value> pinned,
        List<Problem> problems) {
    private static final List<String> LEFT =
            List.of("mizzen.dev/rejected-revisions", "mizzen.dev/rolled-back-revision");

    Overlay {
        problems = List.copyOf(problems);
    }

    static Overlay read(Tree tree, Entry.File file, AppName app) {
        List<Problem> problems = new ArrayList<>();
        Optional<Value> document = tree.document(file, ApplicationShape.KIND, problems);
        document.ifPresent(value -> ShapeCheck.ofPart(problems).check(value, ApplicationShape.overlay()));
        if (!(document.orElse(null) instanceof Value.Mapping overlay)) {
            return new Overlay(Optional.empty(), Changes.NONE, Tree.start(file.path()), Optional.empty(), problems);
        }
        for (String field : List.of("apiVersion", "kind")) {
            if (overlay.get(field) == null) {
                problems.add(Problem.at(overlay.position(), "missing field \"" + field + "\""));
            }
        }
        EnvironmentReader.checkName(overlay, app.value(), "file", problems);
        Optional<Value> pinned = ShapeCheck.map(overlay, "metadata")
                .flatMap(metadata -> ShapeCheck.map(metadata, "annotations"))
                .flatMap(annotations -> Optional.ofNullable(annotations.get(OverlayMerge.PIN)));
        pinned.filter(value -> value instanceof Value.Text && revision(value).isEmpty())
                .ifPresent(value -> problems.add(Problem.at(
                        value.position(),
                        "expected a full commit id of 40 or 64 lower-case hexadecimal digits, found another text")));
        Changes changes = problems.isEmpty() ? Changes.of(overlay) : Changes.NONE;
        return new Overlay(Optional.of(overlay), changes, Tree.start(file.path()), pinned, problems);
    }

    private static Optional<Revision> revision(Value value) {
        return value instanceof Value.Text text && Revision.isRevision(text.text())
                ? Optional.of(new Revision(text.text()))
                : Optional.empty();
    }

    /** The commit that fixes the base; empty where the base follows the branch. */
    Optional<Revision> pin() {
        return pinned.flatMap(Overlay::revision);
    }

    /**
     * The commits that failed there, and the one that was left because another application failed with it: the
     * annotations {@code mizzen.dev/rejected-revisions} and {@code mizzen.dev/rolled-back-revision}.
     */
    Set<Revision> left() {
        return content.flatMap(overlay -> ShapeCheck.map(overlay, "metadata"))
                .flatMap(metadata -> ShapeCheck.map(metadata, "annotations"))
                .map(annotations -> LEFT.stream()
                        .flatMap(name -> ShapeCheck.text(annotations, name).stream())
                        .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                        .filter(Revision::isRevision)
                        .map(Revision::new)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Whether there may be a pin that cannot be told. */
    boolean pinIsBroken() {
        return content.isEmpty() || (pinned.isPresent() && pin().isEmpty());
    }

    /** A problem of the pinned commit, where the pin stands. */
    Problem atPin(Problem problem) {
        return problem.position().isPresent() || pinned.isEmpty()
                ? problem
                : new Problem(
                        Optional.of(pinned.get().position()),
                        problem.message(),
                        problem.nearest(),
                        problem.definition());
    }

    /** A problem without a place of its own, where the overlay begins. */
    Problem place(Problem problem) {
        return new Problem(Optional.of(start), problem.message(), problem.nearest(), problem.definition());
    }
}
