package dev.mizzen.daemon.approve;

import dev.mizzen.daemon.store.StoredApprovals;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Deletions;
import dev.mizzen.reconcile.run.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One question whether deletions are meant, and what became of it. Pure: each step answers a new one.
 *
 * @param asked when it was first held
 * @param given who said yes, and when
 * @param remaining what of the deletions is not done yet; an approval lets go no more than this
 * @param ended when and why nothing more comes of it
 */
public record Approval(
        UUID id, Hold hold, Instant asked, Optional<Given> given, Deletions remaining, Optional<Ended> ended) {
    /** So long an approval is in force, if its deletions are not done before. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    /** Somebody's yes. */
    public record Given(String by, Instant at) {
        /** From then on it lets nothing go. */
        public Instant expires() {
            return at.plus(LIFETIME);
        }
    }

    /** The end of an approval. */
    public record Ended(Ending how, Instant at) {}

    /** How an approval ends. */
    public enum Ending {
        /** Nothing of what it covers is left to be deleted. */
        DONE,
        /** Its time was over before that. */
        EXPIRED;

        /** As the API and the history write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Approval ask(Hold hold, Instant now) {
        return new Approval(UUID.randomUUID(), hold, now, Optional.empty(), hold.deletions(), Optional.empty());
    }

    /** The same deletions, told in other words. */
    Approval told(Hold other) {
        return new Approval(id, other, asked, given, remaining, ended);
    }

    public Digest digest() {
        return hold.deletions().digest();
    }

    /** Whether it lets deletions go at that time. */
    public boolean inForce(Instant now) {
        return ended.isEmpty() && given.filter(g -> now.isBefore(g.expires())).isPresent();
    }

    /** Whether its time is over before its deletions were done. */
    boolean isOver(Instant now) {
        return ended.isEmpty() && given.isPresent() && !inForce(now);
    }

    Approval give(String by, Instant now) {
        return new Approval(id, hold, asked, Optional.of(new Given(by, now)), remaining, ended);
    }

    Approval end(Ending how, Instant now) {
        return new Approval(id, hold, asked, given, remaining, Optional.of(new Ended(how, now)));
    }

    /** What of the delivery's objects on {@code cluster} is not among {@code outstanding} is done. */
    Approval outstanding(DeliveryId delivery, ClusterName cluster, Set<ObjectRef> outstanding, Instant now) {
        if (!(remaining instanceof Deletions.OfObjects of) || !of.delivery().equals(delivery)) {
            return this;
        }
        Map<ClusterName, Set<ObjectRef>> left = new HashMap<>(of.objects());
        left.computeIfPresent(cluster, (c, refs) -> {
            Set<ObjectRef> still = new HashSet<>(refs);
            still.retainAll(outstanding);
            return still;
        });
        return left(new Deletions.OfObjects(delivery, left), now);
    }

    /** These deliveries are gone, or are wanted again. */
    Approval without(Collection<DeliveryId> deliveries, Instant now) {
        if (!(remaining instanceof Deletions.OfDeliveries of)) {
            return this;
        }
        Set<DeliveryId> left = new HashSet<>(of.deliveries());
        left.removeAll(deliveries);
        return left(new Deletions.OfDeliveries(of.source(), left), now);
    }

    private Approval left(Deletions left, Instant now) {
        if (left.equals(remaining)) {
            return this;
        }
        Approval rest = new Approval(id, hold, asked, given, left, ended);
        return left.size() == 0 ? rest.end(Ending.DONE, now) : rest;
    }

    Optional<Set<ObjectRef>> objects(DeliveryId delivery, ClusterName cluster) {
        return remaining instanceof Deletions.OfObjects of && of.delivery().equals(delivery)
                ? Optional.ofNullable(of.objects().get(cluster))
                : Optional.empty();
    }

    boolean covers(SourceName source, Set<DeliveryId> leaving) {
        return remaining instanceof Deletions.OfDeliveries of
                && of.source().equals(source)
                && of.deliveries().containsAll(leaving);
    }

    /** The deliveries in whose history it is told. */
    Set<DeliveryId> about() {
        return switch (hold.deletions()) {
            case Deletions.OfObjects of -> Set.of(of.delivery());
            case Deletions.OfDeliveries of -> of.deliveries();
        };
    }

    StoredApprovals.Row row() {
        return new StoredApprovals.Row(
                id,
                hold.reason().name(),
                hold.what(),
                hold.deletions(),
                asked,
                given.map(Given::by),
                given.map(Given::at),
                remaining,
                ended.map(e -> e.how().name()),
                ended.map(Ended::at));
    }

    /** Empty if a word in it is of another version. */
    static Optional<Approval> of(StoredApprovals.Row row) {
        Optional<Hold.Reason> reason = named(Hold.Reason.values(), row.reason());
        Optional<Ended> ended = row.ending()
                .flatMap(word -> named(Ending.values(), word))
                .flatMap(how -> row.ended().map(at -> new Ended(how, at)));
        Optional<Given> given = row.approver().flatMap(by -> row.given().map(at -> new Given(by, at)));
        return reason.filter(r -> ended.isPresent() == row.ending().isPresent())
                .map(r -> new Approval(
                        row.id(),
                        new Hold(r, row.message(), row.covers()),
                        row.asked(),
                        given,
                        row.remaining(),
                        ended));
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
        return Stream.of(values).filter(value -> value.name().equals(name)).findFirst();
    }
}
