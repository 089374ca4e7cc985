package dev.mizzen.daemon.pulls;

import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two commits.
 *
 * @param problems that the first commit does not have too
 * @param notes what could not be compared, one line each
 */
record Comparison(List<Change> changes, List<Problem> problems, SortedSet<String> notes) {
    /** What becomes of an object. */
    enum Kind {
        CREATED,
        CHANGED,
        DELETED
    }

    /** One object that differs; nothing on the side that does not have it. */
    record Change(Kind kind, Place place, ObjectRef ref, String delivery, ObjectNode before, ObjectNode after) {
        boolean isClusterScoped() {
            return ref.namespace().isEmpty();
        }
    }

    /** Each object that differs, in the order of places and identities. */
    static Comparison between(Side base, Side tip, Set<String> notes) {
        SortedSet<Place> places = new TreeSet<>(base.objects().keySet());
        places.addAll(tip.objects().keySet());
        List<Change> changes = new ArrayList<>();
        for (Place place : places) {
            SortedSet<ObjectRef> refs = new TreeSet<>(base.at(place).keySet());
            refs.addAll(tip.at(place).keySet());
            refs.forEach(ref -> change(place, ref, base, tip).ifPresent(changes::add));
        }
        SortedSet<String> told = new TreeSet<>(notes);
        base.problems().forEach(problem -> told.add("on the branch already: " + problem));
        return new Comparison(List.copyOf(changes), news(base, tip), told);
    }

    private static Optional<Change> change(Place place, ObjectRef ref, Side base, Side tip) {
        Side.Made before = base.at(place).get(ref);
        Side.Made after = tip.at(place).get(ref);
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        if (before == null) {
            return after == null || base.mayHave(after)
                    ? Optional.empty()
                    : Optional.of(
                            new Change(Kind.CREATED, place, ref, after.by().delivery(), nothing, after.object()));
        }
        if (after == null) {
            return tip.mayHave(before)
                    ? Optional.empty()
                    : Optional.of(
                            new Change(Kind.DELETED, place, ref, before.by().delivery(), before.object(), nothing));
        }
        return before.object().equals(after.object())
                ? Optional.empty()
                : Optional.of(
                        new Change(Kind.CHANGED, place, ref, after.by().delivery(), before.object(), after.object()));
    }

    /** A problem that only moved to another line is the same. */
    private static List<Problem> news(Side base, Side tip) {
        Set<String> known = base.problems().stream().map(Comparison::unplaced).collect(Collectors.toSet());
        return tip.problems().stream()
                .filter(problem -> !known.contains(unplaced(problem)))
                .distinct()
                .toList();
    }

    private static String unplaced(Problem problem) {
        return problem.position().map(Position::file).orElse("") + " " + problem.message();
    }

    long count(Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }
}
