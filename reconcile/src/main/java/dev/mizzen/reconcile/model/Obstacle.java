package dev.mizzen.reconcile.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What stands in the way of a run, told by how it goes away: that decides when the next try makes sense, and whether an
 * event will tell.
 */
public sealed interface Obstacle {
    /** The {@link #word} of every kind, in the order of this file. */
    List<String> WORDS = List.of(
            "busy",
            "unreachable",
            "slow",
            "not-ready",
            "dependency",
            "denied",
            "refused",
            "broken",
            "fight",
            "claims",
            "bug");

    /**
     * No turn, here or at the API server, or an object that changed at that moment.
     *
     * @param asked how long the server wants to be left alone, zero where it said nothing
     */
    record Busy(Duration asked) implements Obstacle {
        public Busy() {
            this(Duration.ZERO);
        }
    }

    /** The cluster gives no answer; that it does again will be noticed. */
    record Unreachable(ClusterName cluster) implements Obstacle {}

    /** The cluster answers, and takes so long that the run ended without it; the end of what goes on there will be told. */
    record Slow(ClusterName cluster) implements Obstacle {}

    /** A kind, a namespace or a definition that is not there yet, or is just going. */
    record NotReady() implements Obstacle {}

    /** The health of objects that are watched. */
    record Dependency() implements Obstacle {}

    /** We may not do this, or are not known: mended outside of Git, and nothing will tell. */
    record Denied() implements Obstacle {}

    /** The cluster does not take the object as it is: another owner, a conflict, a field that cannot change. */
    record Refused() implements Obstacle {}

    /** Something failed that is not ours: the API server, a webhook of its, a process that does not start. */
    record Broken() implements Obstacle {}

    /** Another manager takes a field again and again; nothing is written before that moment. */
    record Fight(Instant until) implements Obstacle {}

    /** Other deliveries have to say first what they want; that they did will be told. */
    record Claims() implements Obstacle {}

    /** A mistake of ours. */
    record Bug() implements Obstacle {}

    /** One word for people, metrics and the API. */
    default String word() {
        return switch (this) {
            case Busy ignored -> "busy";
            case Unreachable ignored -> "unreachable";
            case Slow ignored -> "slow";
            case NotReady ignored -> "not-ready";
            case Dependency ignored -> "dependency";
            case Denied ignored -> "denied";
            case Refused ignored -> "refused";
            case Broken ignored -> "broken";
            case Fight ignored -> "fight";
            case Claims ignored -> "claims";
            case Bug ignored -> "bug";
        };
    }
}
