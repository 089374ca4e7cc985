package dev.mizzen.daemon.report;

import dev.mizzen.daemon.store.SentStatuses;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.Forge;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the forge of one source the states of its commits, in its turn. After an outage it says what is true
 * then, not what it missed. At its start, after an outage and from time to time it looks at what the forge has of the head, and
 * tells again what is not there.
 */
public final class ForgeReporter implements AutoCloseable {
    /** A forge that asks for more is asked again all the same: GitHub's limits count by the hour. */
    private static final Duration MOST_PAUSE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(ForgeReporter.class);

    private final SourceName source;
    private final Forge forge;
    private final CommitStatuses statuses;
    private final Metrics metrics;
    private final Pace pace;
    private final Turnstile turnstile;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread sender;
    private volatile Optional<String> trouble = Optional.empty();
    private Instant compare = Instant.MIN;

    /**
     * How quickly a forge is spoken to.
     *
     * @param look how often there may be something to say
     * @param outage before a status that could not be sent is tried again, doubled each time
     * @param mostOutage the longest such wait
     * @param repair how often what the forge has is compared with what it was told
     */
    public record Pace(Duration look, Duration outage, Duration mostOutage, Duration repair) {
        public static final Pace DEFAULT =
                new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    /** Nothing is sent before {@link #start}; {@code turnstile} is shared by all that speak to the same forge. */
    public ForgeReporter(
            SourceName source,
            Forge forge,
            StatusBoard board,
            SentStatuses store,
            Metrics metrics,
            Pace pace,
            Turnstile turnstile,
            Clock clock) {
        this.source = source;
        this.forge = forge;
        this.metrics = metrics;
        this.pace = pace;
        this.turnstile = turnstile;
        this.clock = clock;
        List<SentStatuses.Row> remembered =
                store.all().stream().filter(row -> row.source().equals(source)).toList();
        this.statuses = new CommitStatuses(source, board, store, remembered, clock);
        this.sender = Thread.ofVirtual().name("forge-" + source).unstarted(this::send);
    }

    /** The forge that is told. */
    public Forge forge() {
        return forge;
    }

    /** What it refuses, where a person must act; empty again once it takes what it is told. */
    public Optional<String> trouble() {
        return trouble;
    }

    public void start() {
        sender.start();
    }

    /**
     * A commit became the head of the source.
     *
     * @param changed the deliveries that it changed
     * @param troubles what is wrong with the source as a whole, one line each
     */
    public void head(Revision revision, List<DeliveryId> changed, List<String> troubles) {
        statuses.head(revision, changed, troubles);
    }

    /** One of the source's commits is to carry {@code status} besides what its deliveries say. */
    public void mark(CommitStatus status) {
        statuses.mark(status);
    }

    private void send() {
        Duration wait = pace.look();
        Duration outage = pace.outage();
        while (!stopped(wait)) {
            wait = pace.look();
            compare();
            if (!statuses.next(1).isEmpty()) {
                Optional<Duration> pause = publish();
                if (pause.isEmpty()) {
                    outage = pace.outage();
                } else {
                    compare = Instant.MIN;
                    wait = max(outage, min(pause.get(), MOST_PAUSE));
                    outage = min(outage.multipliedBy(2), pace.mostOutage());
                }
            }
        }
    }

    /** Looks at what the forge has, if it is time for that. What cannot be looked at is looked at the next time. */
    private void compare() {
        Optional<Revision> head = statuses.head();
        if (head.isEmpty() || compare.isAfter(clock.instant())) {
            return;
        }
        compare = clock.instant().plus(pace.repair());
        try {
            turnstile.pass();
            statuses.seen(head.get(), forge.statuses(head.get()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ForgeUnavailable | ForgeRejected e) {
            LOG.warn(
                    "forge of {} does not say what it has of {}: {}",
                    source,
                    head.get().abbreviated(),
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("what the forge of {} has was not compared by a bug", source, e);
        }
    }

    /** Empty once it is sent; else how long the forge asked to be left alone, zero where it did not. */
    private Optional<Duration> publish() {
        Duration pause = Duration.ZERO;
        List<CommitStatus> batch = List.of();
        try {
            turnstile.pass();
            // What came up while this waited for its turn goes along, where the forge takes several at once.
            batch = statuses.next(forge.atOnce());
            batch.forEach(statuses::sending);
            if (!batch.isEmpty()) {
                forge.publish(batch);
            }
            batch.forEach(status -> {
                metrics.status(source, "sent");
                statuses.sent(status);
            });
            trouble = Optional.empty();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ForgeUnavailable e) {
            pause = e.retryAfter().orElse(pause);
            metrics.status(source, "unavailable");
            LOG.warn("forge of {} cannot be told of {}: {}", source, commits(batch), e.getMessage());
        } catch (ForgeRejected e) {
            metrics.status(source, "rejected");
            trouble = Optional.of("refuses the status of " + commits(batch) + ": " + e.getMessage());
            LOG.error("forge of {} {}", source, trouble.get());
        } catch (RuntimeException e) {
            LOG.error("the status of {} was not sent by a bug", commits(batch), e);
        }
        return Optional.of(pause);
    }

    private static String commits(List<CommitStatus> statuses) {
        return statuses.stream()
                .map(status -> status.revision().abbreviated())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            sender.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
