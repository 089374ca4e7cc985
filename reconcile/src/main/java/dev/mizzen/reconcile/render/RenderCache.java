package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.define.Recent;
import dev.mizzen.reconcile.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Results of renders by what they depend on. Which context fields that is, only a finished render can say: so the first
 * key, of everything that always counts, leads to the sets of fields that renders under it have read, and each set, with
 * the values of these fields here, to a result. Thread-safe.
 */
final class RenderCache {
    /** A component whose templates read one set of fields for these values and another for those has that many sets. */
    private static final int MOST_SETS = 16;

    private static final int MOST_REFUSALS = 10_000;
    private static final long MOST_REFUSAL_CHARACTERS = 8L * 1024 * 1024;
    /** What decides of a render that gave no result is not known: so all of the context does. */
    private static final List<String> ALL = List.of("context");

    private final Recent<Digest, List<List<String>>> sets;
    private final Recent<Digest, Result> results;
    private final Recent<Digest, Refusal> refusals =
            new Recent<>(MOST_REFUSALS, MOST_REFUSAL_CHARACTERS, Refusal::characters);

    /** @param mostBytes of the answers' JSON that are kept */
    RenderCache(int mostEntries, long mostBytes) {
        sets = new Recent<>(mostEntries, mostEntries, value -> 1);
        results = new Recent<>(mostEntries, mostBytes, Result::bytes);
    }

    /**
     * What a render gave: no position of the user's files is in it.
     *
     * @param inputs digest of all that it depends on
     * @param live the fields of live objects that traits read
     * @param bytes of the objects' JSON
     */
    record Result(
            Digest inputs,
            List<Rendered.RenderedObject> objects,
            List<Fault> warnings,
            List<String> live,
            List<LateTrait> late,
            long bytes) {
        Result(Digest inputs, List<Rendered.RenderedObject> objects, List<Fault> warnings, long bytes) {
            this(inputs, objects, warnings, List.of(), List.of(), bytes);
        }
    }

    /** A trait that lacks something of live objects; {@code why} is empty where there are none. */
    record LateTrait(String trait, List<Fault> why) {}

    /**
     * Why there is no result: no position of the user's files is in it.
     *
     * @param faults of the component's values
     * @param whole what concerns the component as a whole
     * @param warnings what was odd besides
     */
    record Refusal(List<Fault> faults, List<String> whole, List<Fault> warnings) {
        long characters() {
            return Stream.concat(faults.stream(), warnings.stream())
                            .mapToLong(fault -> fault.message().length())
                            .sum()
                    + whole.stream().mapToLong(String::length).sum();
        }
    }

    Optional<Refusal> refusal(Digest key, RenderRequest request) {
        return refusals.get(inputs(key, request, ALL));
    }

    void refuse(Digest key, RenderRequest request, Refusal refusal) {
        refusals.put(inputs(key, request, ALL), refusal);
    }

    Optional<Result> find(Digest key, RenderRequest request) {
        return sets.get(key).stream()
                .flatMap(List::stream)
                .flatMap(read -> results.get(inputs(key, request, read)).stream())
                .findFirst();
    }

    void put(Digest key, List<String> read, Result result) {
        synchronized (sets) {
            List<List<String>> known = new ArrayList<>(sets.get(key).orElse(List.of()));
            known.remove(read);
            known.addFirst(List.copyOf(read));
            sets.put(key, List.copyOf(known.subList(0, Math.min(known.size(), MOST_SETS))));
        }
        results.put(result.inputs(), result);
    }

    /** The digest of all that a render depends on that reads the context fields {@code read}. */
    static Digest inputs(Digest key, RenderRequest request, List<String> read) {
        return Digest.of(key + " " + request.contextKey(read));
    }
}
