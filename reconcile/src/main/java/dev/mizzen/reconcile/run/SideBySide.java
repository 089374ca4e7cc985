package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one step a cluster, each on a thread of its own, so that a slow cluster holds up none of the others' steps. */
final class SideBySide {
    private SideBySide() {}

    /**
     * All results, in the order of the steps.
     *
     * @throws Rejected with the problems of every step that was rejected, each once
     * @throws InterruptedException if we are to stop
     */
    static <T> List<T> all(List<Callable<T>> steps) throws Rejected, InterruptedException {
        List<T> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> step : threads.invokeAll(steps)) {
                try {
                    results.add(step.get());
                } catch (ExecutionException e) {
                    problems.addAll(problems(e));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems.stream().distinct().toList());
        }
        return results;
    }

    private static List<Problem> problems(ExecutionException failure) {
        if (failure.getCause() instanceof Rejected rejected) {
            return rejected.problems();
        }
        throw new IllegalStateException("a step failed by a bug of ours", failure.getCause());
    }
}
