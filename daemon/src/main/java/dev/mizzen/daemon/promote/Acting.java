package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.daemon.store.Events;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.Environment;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a repository and its forge to what was decided. What is so already is left as it is. */
final class Acting {
    private static final Logger LOG = LoggerFactory.getLogger(Acting.class);

    private final Events events;
    private final Clock clock;

    Acting(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** What came of it: a line for people, what proposes it, and whether the source's own branch was moved. */
    record Done(Standing.State state, String line, Optional<String> branch, Optional<URI> page, boolean moved) {}

    /** Says of the tip of a branch whether it is to go. */
    @FunctionalInterface
    interface Which {
        boolean goes(Revision tip) throws SourceRejected, Rejected;
    }

    Done promote(Repository repository, Promoting proposal)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        return proposal.promotion().by() == Environment.By.COMMIT
                ? pushed(repository.mirror(), proposal)
                : proposed(repository, proposal);
    }

    private Done pushed(Mirror mirror, Promoting proposal) throws SourceRejected, SourceUnavailable, PushRefused {
        Revision commit = PromotionBranch.commit(mirror, proposal);
        mirror.push(mirror.remote().branch(), Optional.of(proposal.head()), commit);
        tell(proposal, "promoted", proposal.title() + " by commit " + commit.abbreviated());
        return new Done(
                Standing.State.PROMOTED, proposal.to() + " was promoted", Optional.empty(), Optional.empty(), true);
    }

    private Done proposed(Repository repository, Promoting proposal)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        String name = proposal.branch();
        Brought brought = bring(repository, name, proposal);
        if (brought.ended().isPresent()) {
            return new Done(
                    Standing.State.DISMISSED,
                    proposal.to() + " is not proposed again: its pull request "
                            + brought.ended().get().number() + " was ended",
                    Optional.empty(),
                    Optional.empty(),
                    false);
        }
        if (brought.pushed()) {
            tell(proposal, "promotion-proposed", proposal.title() + " on the branch " + name);
        }
        String line = proposal.to() + " waits to be merged: " + brought.where(name);
        return new Done(Standing.State.PROPOSED, line, Optional.of(name), brought.page(), false);
    }

    /** Moves a pin back, as promotions into its environment are made: by a commit, or by what a person merges. */
    Done rollBack(Repository repository, Environment.By by, RollingBack rollback)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        return by == Environment.By.COMMIT
                ? rolledBack(repository.mirror(), rollback)
                : rollbackProposed(repository, rollback);
    }

    private Done rolledBack(Mirror mirror, RollingBack rollback) throws SourceRejected, SourceUnavailable, PushRefused {
        Revision commit = PromotionBranch.commit(mirror, rollback);
        mirror.push(mirror.remote().branch(), Optional.of(rollback.head()), commit);
        String what = rollback.title() + " by commit " + commit.abbreviated() + ": " + rollback.why();
        tell(rollback, "rolled-back", what);
        return new Done(Standing.State.ROLLED_BACK, what, Optional.empty(), Optional.empty(), true);
    }

    private Done rollbackProposed(Repository repository, RollingBack rollback)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        String name = rollback.branch();
        Brought brought = bring(repository, name, rollback);
        if (brought.ended().isPresent()) {
            String line =
                    rollback.why() + "; its rollback to " + rollback.to() + " is not proposed again: pull request "
                            + brought.ended().get().number() + " was ended";
            return new Done(Standing.State.FAILED, line, Optional.empty(), Optional.empty(), false);
        }
        if (brought.pushed()) {
            tell(rollback, "rollback-proposed", rollback.title() + " on the branch " + name + ": " + rollback.why());
        }
        String line =
                rollback.why() + "; the rollback to " + rollback.to() + " waits to be merged: " + brought.where(name);
        return new Done(Standing.State.ROLLBACK_PROPOSED, line, Optional.of(name), brought.page(), false);
    }

    /** What came of a branch and its pull request; {@code ended} if a person ended the one for the same. */
    private record Brought(boolean pushed, Optional<PullRequest> open, Optional<PullRequest> ended) {
        Optional<URI> page() {
            return open.map(PullRequest::page);
        }

        String where(String branch) {
            return open.map(request -> "pull request " + request.number()).orElse("branch " + branch);
        }
    }

    private static Brought bring(Repository repository, String name, PinMove move)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        Optional<PromotionRequest> request = request(repository, name);
        Optional<PullRequest> ended = request.filter(r -> r.open().isEmpty()).flatMap(r -> r.ended(move));
        if (ended.isPresent() && !wasMergedInVain(repository.mirror(), ended.get(), move)) {
            return new Brought(false, Optional.empty(), ended);
        }
        boolean pushed = new PromotionBranch(repository.mirror(), name, tip(repository.mirror(), name)).bring(move);
        Optional<PullRequest> open =
                request.isPresent() ? Optional.of(request.get().bring(move)) : Optional.empty();
        return new Brought(pushed, open, Optional.empty());
    }

    /**
     * Whether a request was merged, and what was read since does not have its pins: an older state of its branch was
     * merged, or it was reverted.
     */
    private static boolean wasMergedInVain(Mirror mirror, PullRequest ended, PinMove move) {
        return ended.merged()
                .filter(merged -> PromotionBranch.holds(mirror, move.head(), merged))
                .isPresent();
    }

    /** Nothing is to be promoted: what still proposes it goes. */
    void withdraw(Repository repository, Revision head, Target target)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected {
        withdraw(repository, head, Proposal.branch(target.id()), tip -> true);
    }

    /**
     * What is on the branch {@code name} is not needed any more, if {@code which} says so of its tip.
     *
     * @param head the commit of the source's branch of which that was decided
     */
    void withdraw(Repository repository, Revision head, String name, Which which)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected {
        Optional<Revision> tip = tip(repository.mirror(), name);
        if (tip.isPresent() && which.goes(tip.get())) {
            PromotionBranch branch = new PromotionBranch(repository.mirror(), name, tip);
            branch.checkNotBehind(head);
            Optional<PromotionRequest> request = request(repository, name);
            if (request.isPresent()) {
                request.get().withdraw();
            }
            branch.withdraw();
        }
    }

    private static Optional<PromotionRequest> request(Repository repository, String name)
            throws ForgeUnavailable, ForgeRejected {
        return repository.pulls().isEmpty()
                ? Optional.empty()
                : Optional.of(PromotionRequest.look(
                        repository.pulls().get(),
                        name,
                        repository.mirror().remote().branch()));
    }

    private static Optional<Revision> tip(Mirror mirror, String name) throws SourceRejected, SourceUnavailable {
        Map<String, Revision> branches = mirror.branches(name);
        return Optional.ofNullable(branches.get(name));
    }

    private void tell(PinMove move, String kind, String message) {
        LOG.info("{}", message);
        try {
            move.targets().forEach(target -> events.add(new Events.Row(target, kind, message, clock.instant())));
        } catch (DataAccessException e) {
            LOG.warn("the store does not remember that {}: {}", message, e.getMessage());
        }
    }
}
