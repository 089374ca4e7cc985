package dev.mizzen.reconcile.model;

import java.util.List;
import java.util.stream.Collectors;

/** The input is wrong and a person must act; tried again only when the input changes. Carries every problem found. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final transient List<Problem> warnings;

    /**
     * @param problems at least one
     * @param warnings what was odd besides; no reason by itself
     */
    public Rejected(List<Problem> problems, List<Problem> warnings) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /** @param problems at least one */
    public Rejected(List<Problem> problems) {
        this(problems, List.of());
    }

    public Rejected(Problem problem) {
        this(List.of(problem));
    }

    public List<Problem> problems() {
        return problems;
    }

    public List<Problem> warnings() {
        return warnings;
    }
}
