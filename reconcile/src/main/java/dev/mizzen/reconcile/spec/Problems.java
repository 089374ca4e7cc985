package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.util.Comparator;
import java.util.List;

/** Problems in the order of their files. */
final class Problems {
    static final Position NOWHERE = new Position("", 0, 0);
    private static final Comparator<Problem> ORDER = Comparator.comparing(
            (Problem problem) -> problem.position().orElse(NOWHERE),
            Comparator.comparing(Position::file)
                    .thenComparingInt(Position::line)
                    .thenComparingInt(Position::column));

    private Problems() {}

    static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().sorted(ORDER).distinct().toList();
    }

    /** Goes on only where there are none. */
    static void reject(List<Problem> problems) throws Rejected {
        if (!problems.isEmpty()) {
            throw new Rejected(sorted(problems));
        }
    }
}
