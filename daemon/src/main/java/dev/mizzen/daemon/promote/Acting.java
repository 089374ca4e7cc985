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

    Done promote(Repository repository, Proposal proposal)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        return proposal.promotion().by() == Environment.By.COMMIT
                ? pushed(repository.mirror(), proposal)
                : proposed(repository, proposal);
    }

    private Done pushed(Mirror mirror, Proposal proposal) throws SourceRejected, SourceUnavailable, PushRefused {
        Revision commit = PromotionBranch.commit(mirror, proposal);
        mirror.push(mirror.remote().branch(), Optional.of(proposal.head()), commit);
        tell(proposal, "promoted", proposal.title() + " by commit " + commit.abbreviated());
        return new Done(
                Standing.State.PROMOTED,
                proposal.candidate().abbreviated() + " was promoted",
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private Done proposed(Repository repository, Proposal proposal)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        String name = Proposal.branch(proposal.target());
        Optional<PromotionRequest> request = request(repository, name);
        Optional<PullRequest> ended =
                request.filter(r -> r.open().isEmpty()).flatMap(r -> r.ended(proposal.candidate()));
        if (ended.isPresent()) {
            return new Done(
                    Standing.State.DISMISSED,
                    proposal.candidate().abbreviated() + " is not proposed again: its pull request "
                            + ended.get().number() + " was ended",
                    Optional.empty(),
                    Optional.empty(),
                    false);
        }
        boolean pushed = new PromotionBranch(repository.mirror(), name, tip(repository.mirror(), name)).bring(proposal);
        Optional<PullRequest> open =
                request.isPresent() ? Optional.of(request.get().bring(proposal)) : Optional.empty();
        if (pushed) {
            tell(proposal, "promotion-proposed", proposal.title() + " on the branch " + name);
        }
        String line = proposal.candidate().abbreviated() + " waits to be merged: "
                + open.map(o -> "pull request " + o.number()).orElse("branch " + name);
        return new Done(Standing.State.PROPOSED, line, Optional.of(name), open.map(PullRequest::page), false);
    }

    /** Nothing is to be promoted: what still proposes it goes. */
    void withdraw(Repository repository, Target target)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected {
        String name = Proposal.branch(target.id());
        Optional<Revision> tip = tip(repository.mirror(), name);
        if (tip.isPresent()) {
            Optional<PromotionRequest> request = request(repository, name);
            if (request.isPresent()) {
                request.get().withdraw();
            }
            new PromotionBranch(repository.mirror(), name, tip).withdraw();
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

    private void tell(Proposal proposal, String kind, String message) {
        LOG.info("{}: {}", proposal.target(), message);
        try {
            events.add(new Events.Row(proposal.target(), kind, message, clock.instant()));
        } catch (DataAccessException e) {
            LOG.warn("the store does not remember that {}: {}", message, e.getMessage());
        }
    }
}
