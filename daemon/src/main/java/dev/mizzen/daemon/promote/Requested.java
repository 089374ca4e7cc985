package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Does what people ask for. */
record Requested(Acting acting, Trials trials, Clock clock) {
    /** As far back as the beginning of an id is looked for. */
    private static final int MOST_SEARCHED = 5_000;

    Asked rollBack(Repository repository, SourceSpec spec, Target target, Optional<String> revision, String who)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Rejected, Strange {
        Mirror mirror = repository.mirror();
        Optional<Revision> pinned = Targets.pinned(mirror, spec.head(), target);
        Revision good = revision.isPresent()
                ? found(mirror, spec.head(), revision.get())
                : trials.good(target.id(), pinned)
                        .orElseThrow(() -> new Rejected(Problem.of("no other revision is known to have been healthy in "
                                + target.id().environment() + ": name the one to go back to")));
        Rollback rollback = Rollbacks.rollback(
                mirror, spec, target.id(), Rollback.Kind.BY_HAND, good, "asked for by " + who, clock.instant());
        Acting.Done done = acting.rollBack(repository, target.promotion().by(), rollback);
        return new Asked.Done(done.state(), done.line(), done.branch(), done.page());
    }

    private static Revision found(Mirror mirror, Revision head, String digits) throws SourceRejected, Rejected {
        List<Revision> found = mirror.log(Optional.empty(), head, List.of(), MOST_SEARCHED).stream()
                .map(CommitInfo::revision)
                .filter(revision -> revision.id().startsWith(digits))
                .toList();
        if (found.isEmpty()) {
            throw new Rejected(Problem.of("none of the last " + MOST_SEARCHED + " commits of the branch is " + digits));
        }
        if (found.size() > 1) {
            throw new Rejected(Problem.of(digits + " is the beginning of more than one commit; give more digits"));
        }
        return found.getFirst();
    }
}
