package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application is before its overlay.
 *
 * @param application of the base's shape; empty where {@code problems} say why
 * @param reads as {@link Tree#reads}
 */
record Base(Optional<Value.Mapping> application, List<Problem> problems, Map<String, String> reads) {
    Base {
        problems = List.copyOf(problems);
        reads = Map.copyOf(reads);
    }

    static Base of(Optional<Value> value, List<Problem> problems, Tree tree) {
        Optional<Value.Mapping> application =
                problems.isEmpty() ? value.map(Value.Mapping.class::cast) : Optional.empty();
        return new Base(application, problems, tree.reads());
    }
}
