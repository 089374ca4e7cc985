package dev.mizzen.daemon.resolved;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Reference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the daemon said that it renders a delivery with.
 *
 * @param at where the file says of which delivery it is
 * @param files digest of the files that the delivery was read from
 * @param filesAt where that stands
 */
public record ResolvedFile(
        DeliveryId delivery,
        Position at,
        String commit,
        Digest files,
        Position filesAt,
        Map<ClusterName, Known> clusters,
        Map<Wanted, Pin> pins) {
    static final String API_VERSION = "mizzen.dev/v1alpha1";
    static final String KIND = "ResolvedInputs";

    private static final int ID = 40;

    /**
     * One cluster.
     *
     * @param facts without what is copied
     */
    record Known(
            Cluster cluster, ClusterFacts facts, Map<CopyKey, List<ObjectNode>> copies, Map<UnitKey, Told> units) {}

    /** The {@code reference}th thing that a component copies. */
    record CopyKey(String component, String namespace, int reference) {}

    /** A component where it is placed. */
    record UnitKey(String component, String namespace, String replica) {
        static UnitKey of(Unit unit) {
            return new UnitKey(unit.component().name(), unit.namespace(), unit.replicaKey());
        }
    }

    /** The digests of a unit that was rendered. */
    public record Digests(Digest inputs, Digest output) {}

    /**
     * What the daemon says of a unit.
     *
     * @param digests empty where some of its inputs are not given, or are secret
     * @param waits what the daemon itself cannot render it without
     */
    public record Told(Optional<Digests> digests, List<Lack> lacks, Optional<String> waits) {}

    /** Those that the delivery is placed on. */
    public Collection<Cluster> placed() {
        return clusters.values().stream().map(Known::cluster).toList();
    }

    public Optional<Told> told(Unit unit) {
        return Optional.ofNullable(clusters.get(unit.cluster()))
                .flatMap(known -> Optional.ofNullable(known.units().get(UnitKey.of(unit))));
    }

    /** What is known on the cluster of {@code unit}, one of {@code all} units of the delivery. */
    public ClusterFacts facts(Unit unit, List<Unit> all) throws Rejected {
        Known known = clusters.get(unit.cluster());
        if (known == null) {
            return ClusterFacts.UNKNOWN;
        }
        Map<Copies.Asked, List<ObjectNode>> found = new HashMap<>();
        for (Unit other : all) {
            if (other.cluster().equals(unit.cluster())) {
                List<Reference> references = Reference.of(other.component());
                for (int i = 0; i < references.size(); i++) {
                    List<ObjectNode> copied =
                            known.copies().get(new CopyKey(other.component().name(), other.namespace(), i));
                    if (copied != null) {
                        found.put(new Copies.Asked(references.get(i), other.namespace()), copied);
                    }
                }
            }
        }
        return known.facts().with(new Copies(found));
    }

    static ClusterFacts facts(ClusterFacts version, Optional<ReleaseFacts> release) {
        return release.map(version::with).orElse(version);
    }

    /** Digest of every file that a delivery is read from, by its Git object id, whoever has which keys to open it. */
    public static Digest files(Deliver spec) {
        Map<String, String> reads = new TreeMap<>(spec.reads());
        reads.put("definitions", spec.base().entry("definitions").map(Entry::id).orElse("absent"));
        reads.replaceAll((path, id) -> id.length() > ID ? id.substring(0, ID) : id);
        return Digest.of(reads.toString());
    }
}
