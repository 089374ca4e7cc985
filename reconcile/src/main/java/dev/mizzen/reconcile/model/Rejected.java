package dev.mizzen.reconcile.model;

import java.util.List;
import java.util.stream.Collectors;

/** The input is wrong and a person must act; tried again only when the input changes. Carries every problem found. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public Rejected(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public Rejected(Problem problem) {
        this(List.of(problem));
    }

    public List<Problem> problems() {
        return problems;
    }
}
