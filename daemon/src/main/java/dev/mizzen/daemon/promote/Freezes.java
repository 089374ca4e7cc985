package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.store.Events;
import dev.mizzen.daemon.store.StoredFreezes;
import dev.mizzen.daemon.store.StoredFreezes.Row;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.Environment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Environments that people froze, beside the windows of all. Thread-safe. */
public final class Freezes implements Closures {
    /** The longest freeze. */
    public static final Duration MOST = Duration.ofDays(30);
    /** Most characters of a reason. */
    public static final int REASON_CHARACTERS = 300;

    private static final Logger LOG = LoggerFactory.getLogger(Freezes.class);

    private final StoredFreezes store;
    private final Events events;
    private final Supplier<List<DeliveryId>> deliveries;
    private final Consumer<SourceName> changed;
    private final Clock clock;
    private final Map<Key, Row> freezes = new ConcurrentHashMap<>();

    private record Key(SourceName source, EnvironmentName environment) {}

    /** What is asked for; without a source it is the only one that has the environment. */
    public record Place(Optional<SourceName> source, EnvironmentName environment) {}

    /** What came of it. */
    public sealed interface Answer {
        record Done(Row freeze) implements Answer {}

        /** No such environment, or none that is frozen. */
        record Unknown(String why) implements Answer {}

        /** The request cannot be meant so. */
        record Refused(String why) implements Answer {}

        /** Nothing was changed. */
        record NotStored(String why) implements Answer {}
    }

    /**
     * Goes on with the freezes of the store.
     *
     * @param deliveries all that are known
     * @param changed told of a source one of whose environments was frozen or unfrozen
     */
    public Freezes(
            StoredFreezes store,
            Events events,
            Supplier<List<DeliveryId>> deliveries,
            Consumer<SourceName> changed,
            Clock clock) {
        this.store = store;
        this.events = events;
        this.deliveries = deliveries;
        this.changed = changed;
        this.clock = clock;
        store.all().forEach(row -> freezes.put(new Key(row.source(), row.environment()), row));
    }

    @Override
    public Optional<Closure> of(SourceName source, Environment environment, Instant now) {
        Optional<Closure> windows = Closures.WINDOWS.of(source, environment, now);
        Optional<Row> frozen = Optional.ofNullable(freezes.get(new Key(source, environment.name())))
                .filter(row -> row.until().isAfter(now));
        if (frozen.isEmpty()) {
            return windows;
        }
        Row row = frozen.get();
        Optional<Instant> since = windows.isEmpty()
                ? Optional.of(row.since())
                : windows.get().since().map(closed -> closed.isBefore(row.since()) ? closed : row.since());
        return Optional.of(new Closure(since, environment.windows().opens(row.until()), reason(row)));
    }

    private static String reason(Row row) {
        return row.environment() + " is frozen by " + row.who() + (row.reason().isEmpty() ? "" : ", " + row.reason());
    }

    /** Those that are in force, in order of source and environment. */
    public List<Row> all() {
        Instant now = clock.instant();
        return freezes.values().stream()
                .filter(row -> row.until().isAfter(now))
                .sorted(Comparator.comparing((Row row) -> row.source().value())
                        .thenComparing(row -> row.environment().value()))
                .toList();
    }

    /** Freezes an environment, or moves the end of its freeze. */
    public Answer freeze(Place place, Instant until, String reason, String who) {
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(MOST))) {
            return new Answer.Refused(
                    "a freeze ends in the future and within " + MOST.toDays() + " days, not at " + until);
        }
        if (reason.length() > REASON_CHARACTERS || reason.chars().anyMatch(Character::isISOControl)) {
            return new Answer.Refused("the reason is one line of at most " + REASON_CHARACTERS + " characters");
        }
        List<SourceName> sources = sources(place);
        if (sources.size() != 1) {
            return missing(place, sources);
        }
        Key key = new Key(sources.getFirst(), place.environment());
        Instant since = Optional.ofNullable(freezes.get(key))
                .filter(old -> old.until().isAfter(now))
                .map(Row::since)
                .orElse(now);
        Row row = new Row(key.source(), key.environment(), since, until, reason, who);
        return stored(() -> {
                    store.put(row);
                    freezes.put(key, row);
                    tell(
                            row,
                            "frozen",
                            "frozen until " + until + " by " + who + (reason.isEmpty() ? "" : ": " + reason));
                })
                .orElse(new Answer.Done(row));
    }

    /** Ends the freeze of an environment. */
    public Answer unfreeze(Place place, String who) {
        List<Row> meant = all().stream()
                .filter(row -> row.environment().equals(place.environment())
                        && place.source().map(row.source()::equals).orElse(true))
                .toList();
        if (meant.size() != 1) {
            return meant.isEmpty()
                    ? new Answer.Unknown(place.environment() + " is not frozen")
                    : new Answer.Refused(place.environment() + " is frozen in more than one source; name one");
        }
        Row row = meant.getFirst();
        return stored(() -> {
                    store.remove(row.source(), row.environment());
                    freezes.remove(new Key(row.source(), row.environment()));
                    tell(row, "unfrozen", "unfrozen by " + who);
                })
                .orElse(new Answer.Done(row));
    }

    private Optional<Answer> stored(Runnable change) {
        try {
            change.run();
            return Optional.empty();
        } catch (DataAccessException e) {
            LOG.warn("a freeze could not be written: {}", e.getMessage());
            return Optional.of(new Answer.NotStored("the store does not take it now; try again"));
        }
    }

    private Stream<DeliveryId> meant(EnvironmentName environment) {
        return deliveries.get().stream().filter(id -> id.environment().equals(environment));
    }

    private List<SourceName> sources(Place place) {
        return meant(place.environment())
                .map(DeliveryId::source)
                .distinct()
                .filter(source -> place.source().map(source::equals).orElse(true))
                .toList();
    }

    private static Answer missing(Place place, List<SourceName> sources) {
        return sources.isEmpty()
                ? new Answer.Unknown("no delivery is in an environment " + place.environment()
                        + place.source()
                                .map(source -> " of the source " + source)
                                .orElse(""))
                : new Answer.Refused("more than one source has an environment " + place.environment() + "; name one: "
                        + sources.stream().map(SourceName::value).collect(Collectors.joining(", ")));
    }

    private void tell(Row row, String kind, String message) {
        LOG.info("{}/{}: {}", row.source(), row.environment(), message);
        Instant now = clock.instant();
        events.add(meant(row.environment())
                .filter(id -> id.source().equals(row.source()))
                .map(id -> new Events.Row(id, kind, message, now))
                .toList());
        changed.accept(row.source());
    }
}
