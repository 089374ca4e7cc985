package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Problem;

/** Nothing after this place can be read. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Unreadable(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
