package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.HeldPin;
import java.util.Map;
import java.util.TreeMap;

/** Digest of all that decides what a delivery is. A push that leaves it as it is does not touch the delivery. */
public record Inputs(String hex) {
    private static final String DEFINITIONS = "definitions";
    /** No path of a repository. */
    private static final String HELD = "\0held";

    /** Of every path that was read with its object id, and of the definitions of the source that it may use. */
    public static Inputs of(DeliverySpec spec) {
        return switch (spec) {
            case DeliverySpec.Deliver deliver -> {
                Map<String, String> reads = new TreeMap<>(deliver.reads());
                reads.put(
                        DEFINITIONS,
                        deliver.base().entry(DEFINITIONS).map(Entry::id).orElse("absent"));
                deliver.held().ifPresent(held -> reads.put(HELD, held.line()));
                yield new Inputs(Digest.of(reads.toString()).hex());
            }
            case DeliverySpec.Broken broken ->
                new Inputs(Digest.of("broken " + broken.problems()).hex());
            case DeliverySpec.AwaitingPromotion awaiting ->
                new Inputs(Digest.of(awaiting.held().map(HeldPin::line).orElse("awaiting"))
                        .hex());
        };
    }
}
