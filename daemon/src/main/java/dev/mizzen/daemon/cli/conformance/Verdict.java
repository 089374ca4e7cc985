package dev.mizzen.daemon.cli.conformance;

/** What became of a case. */
public sealed interface Verdict {
    /** The same objects in the same order; or both refuse it. */
    record Passed() implements Verdict {}

    /** Not the same, but by one of the rules of docs/kubevela-differences.md. */
    record Listed(ListedReason reason) implements Verdict {}

    /** Not the same; {@code difference} is the first one, for people. */
    record Failed(String difference) implements Verdict {}
}
