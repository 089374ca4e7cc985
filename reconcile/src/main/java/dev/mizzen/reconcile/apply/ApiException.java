package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.List;
import java.util.Optional;

/** A request to an API server failed. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final String HIDDEN = "the server's words are not shown: they may quote a secret";

    private static final String IMMUTABLE =
            "; delete the object, so that it is made anew, or give it another name: it cannot be changed in place";

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
        return new Waiting(obstacle(), String.valueOf(getMessage()), this);
    }

    /** What has to go away before the request can succeed. */
    public Obstacle obstacle() {
        return switch (failure) {
            case Failure.Unreachable ignored -> new Obstacle.Unreachable(cluster);
            case Failure.Busy busy -> new Obstacle.Busy(busy.asked());
            case Failure.Stale ignored -> new Obstacle.Busy();
            case Failure.Expired ignored -> new Obstacle.Busy();
            case Failure.NotFound ignored -> new Obstacle.NotReady();
            case Failure.NotServed ignored -> new Obstacle.NotReady();
            case Failure.NamespaceTerminating ignored -> new Obstacle.NotReady();
            case Failure.Forbidden ignored -> new Obstacle.Denied();
            case Failure.Unauthorized ignored -> new Obstacle.Denied();
            case Failure.Conflict ignored -> new Obstacle.Refused();
            case Failure.Invalid ignored -> new Obstacle.Refused();
            case Failure.Refused ignored -> new Obstacle.Refused();
            case Failure.Broken ignored -> new Obstacle.Broken();
        };
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
                                .map(e -> problem(e.path() + ": " + e.message() + (f.immutable() ? IMMUTABLE : "")))
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

    /** The same without the server's own words, which quote values of the object: for one that holds secrets. */
    public ApiException withoutValues() {
        Failure told = switch (failure) {
            case Failure.Invalid f ->
                new Failure.Invalid(
                        f.fields().stream()
                                .map(e -> new Failure.FieldError(e.path(), "is not valid (" + HIDDEN + ")"))
                                .toList(),
                        "is not valid (" + HIDDEN + ")");
            case Failure.Refused f -> new Failure.Refused(f.status(), "HTTP " + f.status() + " (" + HIDDEN + ")");
            case Failure.Broken f -> new Failure.Broken(f.status(), "HTTP " + f.status() + " (" + HIDDEN + ")");
            case Failure.Unreachable f -> f;
            case Failure.Busy f -> f;
            case Failure.NotFound f -> f;
            case Failure.NotServed f -> f;
            case Failure.Conflict f -> f;
            case Failure.Stale f -> f;
            case Failure.NamespaceTerminating f -> f;
            case Failure.Forbidden f -> f;
            case Failure.Unauthorized f -> f;
            case Failure.Expired f -> f;
        };
        return new ApiException(cluster, told);
    }

    private Problem problem(String text) {
        return Problem.of("cluster " + cluster + ": " + text);
    }
}
