package dev.mizzen.daemon.report;

import dev.mizzen.daemon.report.StatusPlan.Said;
import dev.mizzen.daemon.report.Verdict.State;
import dev.mizzen.daemon.store.SentStatuses;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the forge of one source should be told of its commits, and what it was told. Each commit that was the head gets
 * an end: its own, or "superseded". Only transitions are told, and what a commit waits for where that changed since the
 * last half minute. Thread-safe.
 */
final class CommitStatuses {
    /** How long the text of what is pending stands at least: a forge is no log. */
    private static final Duration TEXT_STANDS = Duration.ofSeconds(30);

    /** More than these are not kept while the forge does not answer. */
    private static final int MOST_MARKS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommitStatuses.class);

    private final SourceName source;
    private final StatusBoard board;
    private final SentStatuses store;
    private final Clock clock;
    private final Map<Key, SentStatuses.Row> sent = new LinkedHashMap<>();
    private final Map<Key, Instant> pendingSince = new HashMap<>();
    /** What was asked for besides, of any commit, until it is sent. */
    private final Map<Key, CommitStatus> marks = new LinkedHashMap<>();

    private Optional<Head> head = Optional.empty();

    private record Key(Revision revision, String context) {}

    private record Head(Revision revision, List<DeliveryId> changed, List<String> troubles) {}

    /** @param remembered what this source's forge was told before a restart */
    CommitStatuses(
            SourceName source, StatusBoard board, SentStatuses store, List<SentStatuses.Row> remembered, Clock clock) {
        this.source = source;
        this.board = board;
        this.store = store;
        this.clock = clock;
        remembered.forEach(row -> sent.put(new Key(row.revision(), row.context()), row));
    }

    /** A commit became the head. {@code changed} is added to what is known of the same head. */
    synchronized void head(Revision revision, List<DeliveryId> changed, List<String> troubles) {
        List<DeliveryId> known = head.filter(h -> h.revision().equals(revision))
                .map(Head::changed)
                .orElse(List.of());
        List<DeliveryId> all =
                Stream.concat(known.stream(), changed.stream()).distinct().toList();
        head = Optional.of(new Head(revision, all, troubles));
    }

    /** The commit whose statuses are told now. */
    synchronized Optional<Revision> head() {
        return head.map(Head::revision);
    }

    /**
     * Takes what the forge has of the head in place of what it was told: what somebody removed or overwrote is then told
     * again, and what stands there is not.
     */
    synchronized void seen(Revision revision, List<CommitStatus> there) {
        if (head.filter(now -> now.revision().equals(revision)).isEmpty()) {
            return;
        }
        Map<String, CommitStatus> has = new HashMap<>();
        there.forEach(status -> has.putIfAbsent(status.context(), status));
        sent.entrySet()
                .removeIf(told -> told.getKey().revision().equals(revision)
                        && !same(told.getValue(), has.get(told.getKey().context())));
        has.keySet().retainAll(plan(head.get()).keySet());
        has.values().forEach(status -> sent.putIfAbsent(new Key(revision, status.context()), row(status)));
    }

    /** Some forges have one word for what failed and what broke. */
    private static boolean same(SentStatuses.Row told, @Nullable CommitStatus there) {
        return there != null
                && (told.state().equals(there.state().name())
                        || (isBad(told.state()) && isBad(there.state().name())));
    }

    private static boolean isBad(String state) {
        return state.equals(State.FAILURE.name()) || state.equals(State.ERROR.name());
    }

    /** A status of a commit, head or not, in place of one of the same context that was not sent yet. */
    synchronized void mark(CommitStatus status) {
        Key key = new Key(status.revision(), status.context());
        if (marks.size() < MOST_MARKS || marks.containsKey(key)) {
            marks.put(key, status);
        }
    }

    /** The statuses to send next, if there are some: first the aggregate, then ends, then beginnings. */
    synchronized List<CommitStatus> next(int most) {
        if (head.isEmpty()) {
            return List.of();
        }
        Head now = head.get();
        return Stream.of(superseded(now.revision()), transitions(now), List.copyOf(marks.values()).stream())
                .flatMap(statuses -> statuses)
                .limit(most)
                .toList();
    }

    private Stream<CommitStatus> superseded(Revision by) {
        return sent.values().stream()
                .filter(row -> !row.revision().equals(by) && row.state().equals(State.PENDING.name()))
                .map(row -> status(
                        row.revision(), row.context(), new Verdict(State.ERROR, "superseded by " + by.abbreviated())));
    }

    private Stream<CommitStatus> transitions(Head now) {
        return plan(now).entrySet().stream()
                .filter(entry -> isNews(sent.get(new Key(now.revision(), entry.getKey())), entry.getValue()))
                .sorted(Comparator.comparingInt(CommitStatuses::rank))
                .map(entry -> status(now.revision(), entry.getKey(), entry.getValue()));
    }

    private Map<String, Verdict> plan(Head now) {
        Map<String, Said> said = new HashMap<>();
        sent.forEach((key, row) -> {
            if (key.revision().equals(now.revision())) {
                Instant since = pendingSince.computeIfAbsent(key, first -> row.sent());
                said.put(key.context(), new Said(State.valueOf(row.state()), since));
            }
        });
        return StatusPlan.of(board.of(source), now.changed(), now.troubles(), said, clock.instant());
    }

    private static int rank(Map.Entry<String, Verdict> news) {
        if (news.getKey().equals(StatusPlan.AGGREGATE)) {
            return 0;
        }
        return news.getValue().state() == State.PENDING ? 2 : 1;
    }

    private boolean isNews(SentStatuses.@Nullable Row told, Verdict verdict) {
        if (told == null || !told.state().equals(verdict.state().name())) {
            return true;
        }
        return verdict.state() == State.PENDING
                && !told.description().equals(verdict.description())
                && !told.sent().plus(TEXT_STANDS).isAfter(clock.instant());
    }

    private static CommitStatus status(Revision revision, String context, Verdict verdict) {
        CommitStatus.State state = switch (verdict.state()) {
            case PENDING -> CommitStatus.State.PENDING;
            case SUCCESS -> CommitStatus.State.SUCCESS;
            case FAILURE -> CommitStatus.State.FAILURE;
            case ERROR -> CommitStatus.State.ERROR;
        };
        return new CommitStatus(revision, context, state, verdict.description(), Optional.empty());
    }

    /**
     * Remembers a beginning before it is sent: a daemon that is killed in between must know that it has to be ended. An
     * end is remembered afterwards: said twice, it is the same.
     */
    void sending(CommitStatus status) {
        if (status.state() == CommitStatus.State.PENDING) {
            remember(row(status), store::putForGood);
        }
    }

    private SentStatuses.Row row(CommitStatus status) {
        return new SentStatuses.Row(
                source,
                status.revision(),
                status.context(),
                status.state().name(),
                status.description(),
                clock.instant());
    }

    /** The forge took {@code status}. */
    void sent(CommitStatus status) {
        SentStatuses.Row row = row(status);
        synchronized (this) {
            Key key = new Key(status.revision(), status.context());
            if (marks.remove(key, status)) {
                return;
            }
            sent.put(key, row);
            forgetEnded();
        }
        remember(row, store::put);
    }

    /** Without the store a status is sent all the same; a restart may then say it once more. */
    private void remember(SentStatuses.Row row, Consumer<SentStatuses.Row> how) {
        try {
            how.accept(row);
        } catch (DataAccessException e) {
            LOG.warn("the store does not remember what {} was told: {}", source, e.getMessage());
        }
    }

    /** Of commits that are no longer the head only what is still open matters. */
    private void forgetEnded() {
        head.ifPresent(now -> {
            sent.keySet()
                    .removeIf(key -> !key.revision().equals(now.revision())
                            && !State.PENDING.name().equals(stateOf(key)));
            pendingSince.keySet().retainAll(sent.keySet());
        });
    }

    private String stateOf(Key key) {
        return Optional.ofNullable(sent.get(key)).map(SentStatuses.Row::state).orElse("");
    }
}
