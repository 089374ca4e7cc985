package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.trigger.Rounds;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.Decision;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.PromotionGroup;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is proved in one environment to the next, by what Git and the deliveries say. Looks at a source whenever one
 * of its deliveries changes, it is read, or a soak ends; asks its server and forge only when something is to be done,
 * and again after {@link #REPAIR}. Thread-safe.
 */
public final class Promotions implements StatusBoard.Listener, AutoCloseable {
    /** How old what was seen at a forge may be. */
    public static final Duration REPAIR = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

    private final Parts parts;
    private final Soaks soaks;
    private final Targets targets;
    private final Acting acting;
    private final Trials trials;
    private final Rollbacks rollbacks;
    private final Map<SourceName, SourceSpec> specs = new ConcurrentHashMap<>();
    private final Map<SourceName, Rounds> rounds = new ConcurrentHashMap<>();
    private final Map<DeliveryId, Standing> standings = new ConcurrentSkipListMap<>();
    private final Map<DeliveryId, Seen> seen = new ConcurrentHashMap<>();

    /**
     * What promotions need.
     *
     * @param repositories where those of a source are written; empty while the source cannot be used
     * @param moved told of a source whose branch was moved, or is elsewhere than it was
     * @param marks hears what the forge of a source is to say of one of its commits
     * @param later runs something at a time
     */
    public record Parts(
            Wants wants,
            StatusBoard board,
            Store store,
            Function<SourceName, Optional<Repository>> repositories,
            Consumer<SourceName> moved,
            BiConsumer<SourceName, CommitStatus> marks,
            Closures closures,
            BiConsumer<Instant, Runnable> later,
            Clock clock) {}

    /** What was done last for a target, and of what. */
    private record Seen(Decision decision, Revision head, Instant at, Acting.Done done) {}

    public Promotions(Parts parts) {
        this.parts = parts;
        soaks = new Soaks(parts.board(), parts.clock());
        targets = new Targets(parts.wants(), soaks, parts.store().proofs(), parts.clock());
        acting = new Acting(parts.store().events(), parts.clock());
        trials = new Trials(parts.wants(), parts.board(), parts.store().trials(), parts.clock());
        rollbacks = new Rollbacks(acting, parts.marks(), parts.clock());
        parts.board().subscribe(this);
    }

    /** All of them, in order of target. */
    public List<Standing> all() {
        return List.copyOf(standings.values());
    }

    /** A source says something new. */
    public void read(SourceName source, SourceSpec spec) {
        Set<DeliveryId> now = new HashSet<>();
        Targets.of(spec).forEach(target -> now.add(target.id()));
        if (now.isEmpty()) {
            specs.remove(source);
        } else {
            specs.put(source, spec);
        }
        keep(source, now);
        look(source);
    }

    /** A source left the configuration. */
    public void forget(SourceName source) {
        specs.remove(source);
        keep(source, Set.of());
    }

    /** Of the source's targets there are only these. */
    private void keep(SourceName source, Set<DeliveryId> now) {
        standings.keySet().removeIf(id -> id.source().equals(source) && !now.contains(id));
        seen.keySet().removeIf(id -> id.source().equals(source) && !now.contains(id));
        rollbacks.keep(source, now);
    }

    /**
     * Moves the pin of an application back because somebody asks for it, as promotions into its environment are made.
     * Waits for the Git server and the forge.
     *
     * @param revision empty for what was healthy there last; else the beginning of a commit's id, 7 digits or more
     * @param who asked
     */
    public Asked rollBack(DeliveryId id, Optional<String> revision, String who) {
        SourceSpec spec = specs.get(id.source());
        Optional<Target> target = spec == null
                ? Optional.empty()
                : Targets.of(spec).stream().filter(t -> t.id().equals(id)).findFirst();
        if (spec == null || target.isEmpty()) {
            return new Asked.Refused(
                    id + " is no application of an environment that promotes; revert its commit in Git");
        }
        Optional<Repository> repository = parts.repositories().apply(id.source());
        if (repository.isEmpty()) {
            return new Asked.Failed("the source " + id.source() + " cannot be used now");
        }
        try {
            Asked answer = new Requested(acting, trials, parts.clock())
                    .rollBack(repository.get(), spec, target.get(), revision, who);
            parts.moved().accept(id.source());
            return answer;
        } catch (Rejected | Strange e) {
            return new Asked.Refused(String.valueOf(e.getMessage()));
        } catch (SourceRejected | SourceUnavailable | PushRefused | ForgeUnavailable | ForgeRejected e) {
            return new Asked.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void changed(Optional<DeliveryState> before, Optional<DeliveryState> after) {
        soaks.changed(before, after);
        after.or(() -> before).ifPresent(state -> look(state.id().source()));
    }

    /** Looks at all sources, soon. Returns at once. */
    public void lookAtAll() {
        specs.keySet().forEach(this::look);
    }

    private void look(SourceName source) {
        if (specs.containsKey(source)) {
            rounds.computeIfAbsent(source, name -> new Rounds("promotions-" + name, () -> round(name)))
                    .again();
        }
    }

    private void round(SourceName source) {
        SourceSpec spec = specs.get(source);
        Optional<Repository> repository = parts.repositories().apply(source);
        if (spec == null || repository.isEmpty()) {
            return;
        }
        List<Target> all = Targets.of(spec);
        Map<DeliveryId, Finding> findings = new HashMap<>();
        for (Target target : all) {
            try {
                findings.put(target.id(), found(repository.get(), spec, target));
            } catch (SourceRejected | SnapshotUnreadable | Rejected e) {
                standings.put(target.id(), trouble(target, e));
            }
        }
        Round round =
                new Round(repository.get(), new Groups(repository.get().mirror(), spec, all, Map.copyOf(findings)));
        for (Target target : all) {
            Finding finding = findings.get(target.id());
            if (finding != null) {
                standings.put(target.id(), one(round, target, finding));
            }
        }
    }

    private Finding found(Repository repository, SourceSpec spec, Target target) throws SourceRejected, Rejected {
        OverlayPin pin = Targets.pin(repository.mirror(), spec.head(), target.path());
        Optional<Decision> decision =
                targets.decide(repository.mirror(), spec, target, pin).map(d -> gated(spec, target, d));
        Trials.Look look = trials.look(repository.mirror(), spec, target, pin);
        look.again()
                .ifPresent(at -> parts.later().accept(at, () -> look(target.id().source())));
        return new Finding(decision, pin.pinned(), look);
    }

    /** One target in trouble does not stop the others: it is looked at again. */
    private Standing one(Round round, Target target, Finding finding) {
        try {
            Optional<Decision> decision =
                    finding.decision().map(alone -> round.groups().decide(target, alone));
            Acting.Done done = decision.isPresent() ? act(round, target, decision.get()) : undelivered(target);
            // The branch that a promotion just moved is read again before anything is taken back.
            Optional<Acting.Done> back = done.moved() ? Optional.empty() : takeBack(round, target, finding);
            return standing(
                    target,
                    decision.flatMap(Decision::revision),
                    finding.pinned(),
                    back.orElseGet(() -> HeldTargets.shown(round.groups().spec(), target, done)));
        } catch (PushRefused e) {
            if (e.reason() == PushRefused.Reason.CHANGED) {
                parts.moved().accept(target.id().source());
            }
            return trouble(target, e);
        } catch (SourceRejected
                | SourceUnavailable
                | SnapshotUnreadable
                | ForgeUnavailable
                | ForgeRejected
                | Rejected
                | Strange e) {
            return trouble(target, e);
        }
    }

    /** Empty where nothing failed. */
    private Optional<Acting.Done> takeBack(Round round, Target target, Finding finding)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected, Strange {
        Recourse recourse = round.groups().recourse(target, finding.trial().recourse());
        Optional<Acting.Done> done = rollbacks.act(round, target, recourse, finding.pinned());
        if (done.filter(Acting.Done::moved).isPresent()) {
            parts.moved().accept(target.id().source());
        }
        return done;
    }

    /** What is proved waits for a window. */
    private Decision gated(SourceSpec spec, Target target, Decision decision) {
        return decision instanceof Decision.Promote promote
                ? HeldTargets.environment(spec, target)
                        .flatMap(environment -> parts.closures()
                                .of(
                                        target.id().source(),
                                        environment,
                                        parts.clock().instant()))
                        .<Decision>map(
                                closure -> new Decision.Held(promote.candidate(), closure.until(), closure.reason()))
                        .orElse(decision)
                : decision;
    }

    private static Acting.Done undelivered(Target target) {
        return new Acting.Done(
                Standing.State.NOT_DELIVERED,
                "not delivered in " + target.promotion().from(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Standing standing(
            Target target, Optional<Revision> candidate, Optional<Revision> pinned, Acting.Done done) {
        return new Standing(
                target.id(),
                target.promotion().from(),
                target.promotion().by(),
                done.state(),
                candidate,
                pinned,
                done.line(),
                done.branch(),
                done.page());
    }

    private Standing trouble(Target target, Exception e) {
        String line = String.valueOf(e.getMessage());
        Optional<Standing> last = Optional.ofNullable(standings.get(target.id()));
        if (!last.map(Standing::line).equals(Optional.of(line))) {
            LOG.warn("promotion of {}: {}", target.id(), line);
        }
        return last.orElseGet(() -> standing(target, Optional.empty(), Optional.empty(), undelivered(target)))
                .troubled(line);
    }

    private Acting.Done act(Round round, Target target, Decision decision)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected, Strange {
        Seen last = seen.get(target.id());
        Revision head = round.groups().spec().head();
        if (last != null && isDone(last, decision, head)) {
            return last.done();
        }
        Acting.Done done = switch (decision) {
            case Decision.Promote promote -> promoted(round, target, promote.candidate());
            case Decision.Grouped grouped -> kept(last, decision);
            case Decision.Soaking soaking -> {
                parts.later().accept(soaking.until(), () -> look(target.id().source()));
                yield kept(last, decision);
            }
            case Decision.Held held -> {
                parts.later().accept(held.until(), () -> look(target.id().source()));
                yield kept(last, decision);
            }
            case Decision.Unproved unproved -> kept(last, decision);
            case Decision.Blocked blocked -> withdrawn(round, target, decision);
            case Decision.Stopped stopped -> withdrawn(round, target, decision);
            case Decision.UpToDate upToDate -> withdrawn(round, target, decision);
        };
        seen.put(target.id(), new Seen(decision, head, parts.clock().instant(), done));
        if (done.moved()) {
            parts.moved().accept(target.id().source());
        }
        return done;
    }

    private Acting.Done promoted(Round round, Target target, Revision candidate)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected, Strange {
        if (Groups.group(target).isPresent()) {
            withdrawAlone(round, target); // it may have been alone before
        }
        Promoting proposal = round.groups().proposal(target, candidate);
        return round.once(proposal.branch(), () -> acting.promote(round.repository(), proposal));
    }

    /** What was proposed may be gone by now; what was withdrawn does not come back by itself. */
    private boolean isDone(Seen last, Decision decision, Revision head) {
        return last.decision().equals(decision)
                && last.head().equals(head)
                && (!(decision instanceof Decision.Promote)
                        || last.at()
                                .plus(REPAIR.dividedBy(2))
                                .isAfter(parts.clock().instant()));
    }

    /** What an older revision is proposed by stays until a newer one is proved. */
    private static Acting.Done kept(@Nullable Seen last, Decision decision) {
        Optional<Acting.Done> before = Optional.ofNullable(last).map(Seen::done);
        return new Acting.Done(
                state(decision),
                decision.line(),
                before.flatMap(Acting.Done::branch),
                before.flatMap(Acting.Done::page),
                false);
    }

    private void withdrawAlone(Round round, Target target)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected {
        if (target.promotion().by() == Environment.By.PULL_REQUEST) {
            acting.withdraw(round.repository(), round.groups().spec().head(), target);
        }
    }

    private Acting.Done withdrawn(Round round, Target target, Decision decision)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected {
        withdrawAlone(round, target);
        Optional<PromotionGroup> group = Groups.group(target);
        if (group.isPresent()
                && target.promotion().by() == Environment.By.PULL_REQUEST
                && round.groups().isIdle(target)) {
            acting.withdraw(
                    round.repository(),
                    round.groups().spec().head(),
                    GroupProposal.branch(target.id().environment(), group.get()),
                    tip -> true);
        }
        return new Acting.Done(state(decision), decision.line(), Optional.empty(), Optional.empty(), false);
    }

    private static Standing.State state(Decision decision) {
        return switch (decision) {
            case Decision.UpToDate upToDate -> Standing.State.UP_TO_DATE;
            case Decision.Unproved unproved -> Standing.State.UNPROVED;
            case Decision.Soaking soaking -> Standing.State.SOAKING;
            case Decision.Blocked blocked -> Standing.State.BLOCKED;
            case Decision.Held held -> Standing.State.HELD;
            case Decision.Grouped grouped -> Standing.State.WAITING_FOR_GROUP;
            case Decision.Stopped stopped -> Standing.State.REJECTED;
            case Decision.Promote promote -> Standing.State.PROPOSED;
        };
    }

    /** Waits for what is under way; nothing more is promoted. */
    @Override
    public void close() {
        specs.clear();
        rounds.values().forEach(Rounds::close);
    }
}
