package dev.mizzen.daemon.promote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.PinEdit;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.promote.Trial;
import dev.mizzen.reconcile.spec.PromotionGroup;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Takes back what failed, in Git and never elsewhere, and marks the commit that failed. Thread-safe. */
final class Rollbacks {
    private final Acting acting;
    private final BiConsumer<SourceName, CommitStatus> marks;
    private final Clock clock;
    private final Map<DeliveryId, Seen> seen = new ConcurrentHashMap<>();

    /** What was done last for a target, and of what. */
    private record Seen(
            Recourse recourse, Revision head, Optional<Revision> pin, Instant at, Optional<Acting.Done> done) {}

    /** @param marks hears what a commit of a source is to be told by its forge */
    Rollbacks(Acting acting, BiConsumer<SourceName, CommitStatus> marks, Clock clock) {
        this.acting = acting;
        this.marks = marks;
        this.clock = clock;
    }

    /** Of the source's targets there are only these. */
    void keep(SourceName source, Set<DeliveryId> targets) {
        seen.keySet().removeIf(id -> id.source().equals(source) && !targets.contains(id));
    }

    /** Does what there is to do. Empty where nothing failed. */
    Optional<Acting.Done> act(Round round, Target target, Recourse recourse, Optional<Revision> pin)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected, Strange {
        Repository repository = round.repository();
        Revision head = round.groups().spec().head();
        Optional<Seen> last = Optional.ofNullable(seen.get(target.id()));
        if (last.filter(s -> isDone(s, recourse, head)).isPresent()) {
            return last.get().done();
        }
        if (!last.map(Seen::pin).equals(Optional.of(pin))) {
            acting.withdraw(
                    repository,
                    head,
                    Rollback.Kind.BY_HAND.branch(target.id()),
                    tip -> isStale(repository.mirror(), target, tip, pin));
        }
        Optional<Acting.Done> done = switch (recourse) {
            case Recourse.Nothing nothing -> {
                withdraw(round, target);
                yield Optional.empty();
            }
            case Recourse.Stop stop -> {
                mark(target, stop.failed(), stop.failure(), "not rolled back");
                yield Optional.of(
                        new Acting.Done(Standing.State.FAILED, stop.line(), Optional.empty(), Optional.empty(), false));
            }
            case Recourse.Back back -> {
                mark(
                        target,
                        back.failed(),
                        back.failure(),
                        "rolled back to " + back.good().abbreviated());
                RollingBack move = round.groups().rollback(target, back);
                yield Optional.of(round.once(
                        move.branch(),
                        () -> acting.rollBack(repository, target.promotion().by(), move)));
            }
        };
        seen.put(target.id(), new Seen(recourse, head, pin, clock.instant(), done));
        return done;
    }

    private void withdraw(Round round, Target target)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected {
        acting.withdraw(
                round.repository(),
                round.groups().spec().head(),
                Rollback.Kind.FAILURE.branch(target.id()),
                tip -> true);
        Optional<PromotionGroup> group = Groups.group(target);
        if (group.isPresent() && !round.groups().goesBack(target)) {
            acting.withdraw(
                    round.repository(),
                    round.groups().spec().head(),
                    GroupRollback.branch(target.id().environment(), group.get()),
                    tip -> true);
        }
    }

    private boolean isDone(Seen last, Recourse recourse, Revision head) {
        boolean fresh = last.at().plus(Promotions.REPAIR.dividedBy(2)).isAfter(clock.instant());
        return last.recourse().equals(recourse)
                && last.head().equals(head)
                && (fresh || !(recourse instanceof Recourse.Back));
    }

    static Rollback failed(Mirror mirror, SourceSpec spec, Target target, Recourse.Back back)
            throws SourceRejected, Rejected {
        return rollback(
                mirror,
                spec,
                target.id(),
                Rollback.Kind.FAILURE,
                back.good(),
                back.failure().why(),
                back.failure().since());
    }

    /** What moves the pin of one that came together with what failed back to what it had before. */
    static Rollback withOthers(Mirror mirror, SourceSpec spec, Company.Partner partner, String why, Instant since)
            throws SourceRejected, Rejected {
        DeliveryId target = partner.target().id();
        String path = partner.target().path();
        byte[] overlay = Targets.overlay(mirror, spec.head(), path);
        return new Rollback(
                target,
                Rollback.Kind.WITH_OTHERS,
                Optional.of(partner.pin()),
                partner.before(),
                why,
                since,
                spec.head(),
                path,
                new String(PinEdit.backWithOthers(path, overlay, partner.before(), partner.pin()), UTF_8),
                takes(mirror, partner.before(), partner.pin(), Targets.inputs(spec, target)));
    }

    /**
     * What moves the pin of {@code target} to {@code good}.
     *
     * @throws Rejected if its overlay has no place for that, or pins {@code good} already
     */
    static Rollback rollback(
            Mirror mirror,
            SourceSpec spec,
            DeliveryId target,
            Rollback.Kind kind,
            Revision good,
            String why,
            Instant since)
            throws SourceRejected, Rejected {
        String path = Target.path(target);
        byte[] overlay = Targets.overlay(mirror, spec.head(), path);
        Optional<Revision> pinned = OverlayPin.read(path, overlay).pinned();
        if (pinned.equals(Optional.of(good))) {
            throw new Rejected(Problem.of(path + " pins " + good.abbreviated() + " already"));
        }
        return new Rollback(
                target,
                kind,
                pinned,
                good,
                why,
                since,
                spec.head(),
                path,
                new String(PinEdit.back(path, overlay, good, pinned), UTF_8),
                takes(mirror, good, pinned.orElse(spec.head()), Targets.inputs(spec, target)));
    }

    private static List<CommitInfo> takes(Mirror mirror, Revision good, Revision failed, List<String> inputs)
            throws SourceRejected {
        try {
            return mirror.log(Optional.of(good), failed, inputs, Proposal.MOST);
        } catch (SourceRejected e) {
            return List.of(); // one of the two left the branch
        }
    }

    /** What was asked for is done once the pin is another one. */
    private static boolean isStale(Mirror mirror, Target target, Revision tip, Optional<Revision> pin)
            throws SourceRejected, Rejected {
        List<CommitInfo> made = mirror.log(Optional.empty(), tip, List.of(), 1);
        for (CommitInfo commit : made) {
            for (Revision parent : commit.parents()) {
                return !Targets.pin(mirror, parent, target.path()).pinned().equals(pin);
            }
        }
        return true;
    }

    private void mark(Target target, Revision failed, Trial.Failure failure, String what) {
        DeliveryId id = target.id();
        marks.accept(
                id.source(),
                new CommitStatus(
                        failed,
                        "mizzen/promotion/" + id.environment() + "/" + id.app(),
                        CommitStatus.State.FAILURE,
                        what + ": " + failure.why(),
                        Optional.empty()));
    }
}
