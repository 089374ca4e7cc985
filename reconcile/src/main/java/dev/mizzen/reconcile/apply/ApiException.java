package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.List;
import java.util.Optional;

/** A request to an API server failed. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ClusterName cluster;
    private final transient Failure failure;

    public ApiException(ClusterName cluster, Failure failure) {
        super("cluster " + cluster + ": " + failure.message());
        this.cluster = cluster;
        this.failure = failure;
    }

    public ClusterName cluster() {
        return cluster;
    }

    public Failure failure() {
        return failure;
    }

    public boolean unreachable() {
        return failure instanceof Failure.Unreachable;
    }

    /** Who must act: present if a person, absent if it mends itself. */
    public Optional<Rejected> asRejected() {
        return problems().isEmpty() ? Optional.empty() : Optional.of(new Rejected(problems()));
    }

    /** That this is waited for. */
    public Waiting asWaiting() {
        return new Waiting(String.valueOf(getMessage()), this);
    }

    /** One problem for each field where the server named fields; none where it mends itself. */
    public List<Problem> problems() {
        return switch (failure) {
            case Failure.Conflict f ->
                f.fields().stream()
                        .map(c -> problem(c.path() + " is owned by \"" + c.manager() + "\""))
                        .toList();
            case Failure.Invalid f ->
                f.fields().isEmpty()
                        ? List.of(problem(f.message()))
                        : f.fields().stream()
                                .map(e -> problem(e.path() + ": " + e.message()))
                                .toList();
            case Failure.Forbidden f -> List.of(problem(f.message()));
            case Failure.Refused f -> List.of(problem(f.message()));
            case Failure.Unreachable ignored -> List.of();
            case Failure.Busy ignored -> List.of();
            case Failure.NotFound ignored -> List.of();
            case Failure.NotServed ignored -> List.of();
            case Failure.Stale ignored -> List.of();
            case Failure.NamespaceTerminating ignored -> List.of();
            case Failure.Unauthorized ignored -> List.of();
            case Failure.Expired ignored -> List.of();
            case Failure.Broken ignored -> List.of();
        };
    }

    private Problem problem(String text) {
        return Problem.of("cluster " + cluster + ": " + text);
    }
}
