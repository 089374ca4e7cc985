package dev.mizzen.reconcile.apply;

import java.time.Duration;
import java.util.List;

/** Why an API server did not do what it was asked. {@code message} is one line for people, without secrets. */
public sealed interface Failure {
    String message();

    /** No answer: refused, timed out, gateway error, or the circuit is open. */
    record Unreachable(String message) implements Failure {}

    /** Too many requests, there or here; {@code asked} is how long the server wants to be left alone, may be zero. */
    record Busy(String message, Duration asked) implements Failure {
        public Busy(String message) {
            this(message, Duration.ZERO);
        }
    }

    /** The object, or the namespace it should be in, is not there. */
    record NotFound(String message, boolean namespace) implements Failure {}

    /** The kind is not served. */
    record NotServed(String message) implements Failure {}

    /** Other field managers own fields that an apply without force would change. At least one. */
    record Conflict(List<FieldConflict> fields, String message) implements Failure {}

    /** The object changed since it was seen (a precondition failed). */
    record Stale(String message) implements Failure {}

    /** The object's namespace is being deleted. */
    record NamespaceTerminating(String message) implements Failure {}

    /** Our identity may not do this; the message names verb and resource. */
    record Forbidden(String message) implements Failure {}

    /** Our identity is not known (any more). */
    record Unauthorized(String message) implements Failure {}

    /** The object does not pass the server's checks. */
    record Invalid(List<FieldError> fields, String message) implements Failure {
        /** Whether all that is wrong are changes of fields that cannot change. */
        public boolean immutable() {
            return !fields.isEmpty()
                    && fields.stream().allMatch(f -> f.message().contains("immutable"));
        }
    }

    /** The resourceVersion is too old to go on from (410). */
    record Expired(String message) implements Failure {}

    /** The server refused for another reason that the request itself has. */
    record Refused(int status, String message) implements Failure {}

    /** The server failed, or a webhook of its did. */
    record Broken(int status, String message) implements Failure {
        /** Whether somebody's entry in managedFields is of a version that the kind no longer has. */
        boolean oldEntries() {
            return message.contains("request to convert CR to an invalid group/version");
        }
    }

    /** {@code path} as {@code .spec.replicas}; {@code manager} who owns it; by which subresource, {@code ""} if by none. */
    record FieldConflict(String path, String manager, String subresource) {
        FieldConflict(String path, String manager) {
            this(path, manager, "");
        }
    }

    /** {@code path} as {@code spec.selector}; what is wrong with it. */
    record FieldError(String path, String message) {}
}
