package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** What was found so far, each once. */
final class Mistakes {
    private final SequencedSet<Problem> problems = new LinkedHashSet<>();
    private final SequencedSet<Problem> warnings = new LinkedHashSet<>();

    void add(List<Problem> found) {
        problems.addAll(found);
    }

    void add(Rejected found) {
        problems.addAll(found.problems());
        warnings.addAll(found.warnings());
    }

    boolean none() {
        return problems.isEmpty();
    }

    Rejected rejected() {
        return new Rejected(List.copyOf(problems), List.copyOf(warnings));
    }

    /** Goes on only where there are none; what is merely odd is told with the objects then. */
    void reject() throws Rejected {
        if (!none()) {
            throw rejected();
        }
    }
}
