package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A problem as scripts read it: place, message, nearest valid name, and all of it in the one line that people read. */
record Finding(
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column,
        String message,
        @Nullable String nearest,
        @Nullable String definition,
        String text) {
    static Finding of(Problem problem) {
        Position at = problem.position().orElse(null);
        return new Finding(
                at == null ? null : at.file(),
                at == null ? null : at.line(),
                at == null ? null : at.column(),
                problem.message(),
                problem.nearest().orElse(null),
                problem.definition().map(Position::toString).orElse(null),
                problem.toString());
    }

    /** By file, line and column; those without a place first. */
    static List<Finding> sorted(Collection<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(
                        p -> p.position().orElse(new Position("", 0, 0)),
                        Comparator.comparing(Position::file)
                                .thenComparingInt(Position::line)
                                .thenComparingInt(Position::column)))
                .map(Finding::of)
                .toList();
    }
}
