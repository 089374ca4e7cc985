package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.promote.Targets.Target;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.Decision;
import dev.mizzen.reconcile.promote.Recourse;
import dev.mizzen.reconcile.spec.PromotionGroup;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The groups of one source as one look finds their applications: none moves forward before all can, and those that came by
 * one commit go back by one.
 *
 * @param findings of each target that could be looked at
 */
record Groups(Mirror mirror, SourceSpec spec, List<Target> targets, Map<DeliveryId, Finding> findings) {
    static Optional<PromotionGroup> group(Target target) {
        return target.promotion().group(target.id().app());
    }

    /** What is to be done about {@code target}, by what is found about the others of its group. */
    Decision decide(Target target, Decision alone) {
        return alone instanceof Decision.Promote promote
                ? awaited(target)
                        .<Decision>map(reason -> new Decision.Grouped(promote.candidate(), reason))
                        .orElse(alone)
                : alone;
    }

    /** What the others of its group make {@code target} wait for. */
    private Optional<String> awaited(Target target) {
        return group(target).stream()
                .flatMap(group -> group.apps().stream())
                .filter(app -> !app.equals(target.id().app()))
                .flatMap(app -> awaited(target, app).stream())
                .findFirst();
    }

    private Optional<String> awaited(Target target, AppName app) {
        Optional<Target> member = member(target, app);
        if (member.isEmpty()) {
            return Optional.of(app + " is no application of " + target.id().environment()
                    + Nearest.to(app.value(), apps(target))
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse(""));
        }
        Optional<Finding> finding =
                Optional.ofNullable(findings.get(member.get().id()));
        if (finding.filter(Finding::isReady).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(app + ": "
                + finding.map(f -> f.decision()
                                .map(Decision::line)
                                .orElse("not delivered in " + target.promotion().from()))
                        .orElse("it cannot be looked at"));
    }

    private List<String> apps(Target target) {
        return inEnvironment(target).map(other -> other.id().app().value()).toList();
    }

    private Optional<Target> member(Target target, AppName app) {
        return inEnvironment(target)
                .filter(other -> other.id().app().equals(app))
                .findFirst();
    }

    private Stream<Target> inEnvironment(Target target) {
        return targets.stream()
                .filter(other -> other.id().environment().equals(target.id().environment()));
    }

    /** Those that move with {@code target}, itself included, in the order of its group. */
    private List<Target> members(Target target) {
        return group(target)
                .map(PromotionGroup::apps)
                .orElse(List.of(target.id().app()))
                .stream()
                .flatMap(app -> member(target, app).stream())
                .toList();
    }

    /** The move of {@code target} to {@code candidate}, and of those of its group that have one. */
    Promoting proposal(Target target, Revision candidate) throws SourceRejected, Rejected {
        Optional<PromotionGroup> group = group(target);
        if (group.isEmpty()) {
            return alone(target, candidate);
        }
        List<Proposal> moves = new ArrayList<>();
        for (Target member : members(target)) {
            Finding finding = findings.get(member.id());
            if (finding != null && finding.decision().orElse(null) instanceof Decision.Promote promote) {
                moves.add(alone(member, promote.candidate()));
            }
        }
        return new GroupProposal(group.get(), moves);
    }

    private Proposal alone(Target target, Revision candidate) throws SourceRejected, Rejected {
        return Targets.proposal(mirror, spec.head(), target, candidate, Targets.inputs(spec, target));
    }

    /** Whether nobody of the group of {@code target} has or may soon have something to move. */
    boolean isIdle(Target target) {
        return members(target).stream()
                .flatMap(member -> Optional.ofNullable(findings.get(member.id())).stream())
                .flatMap(finding -> finding.decision().stream())
                .allMatch(decision -> decision instanceof Decision.UpToDate
                        || decision instanceof Decision.Stopped
                        || decision instanceof Decision.Blocked);
    }

    /** What is to be done about the pin of {@code target}: it stops where those who came with it cannot go back. */
    Recourse recourse(Target target, Recourse alone) throws SourceRejected {
        if (!(alone instanceof Recourse.Back back) || group(target).isEmpty()) {
            return alone;
        }
        try {
            partners(target);
            return alone;
        } catch (Rejected e) {
            return new Recourse.Stop(back.failed(), back.failure(), String.valueOf(e.getMessage()));
        }
    }

    private List<Company.Partner> partners(Target target) throws SourceRejected, Rejected {
        List<Target> others = members(target).stream()
                .filter(member -> !member.equals(target))
                .filter(member -> back(member).isEmpty())
                .toList();
        return new Company(mirror, spec.head()).of(target, others);
    }

    private Optional<Recourse.Back> back(Target target) {
        Finding finding = findings.get(target.id());
        return finding != null && finding.trial().recourse() instanceof Recourse.Back back
                ? Optional.of(back)
                : Optional.empty();
    }

    /** Whether something of the group of {@code target} failed and goes back. */
    boolean goesBack(Target target) {
        return members(target).stream().anyMatch(member -> back(member).isPresent());
    }

    /** The move of {@code target} back, and of those of its group that failed too or came with it. */
    RollingBack rollback(Target target, Recourse.Back back) throws SourceRejected, Rejected {
        Optional<PromotionGroup> group = group(target);
        if (group.isEmpty()) {
            return Rollbacks.failed(mirror, spec, target, back);
        }
        List<Rollback> moves = new ArrayList<>();
        List<Company.Partner> partners = partners(target);
        for (Target member : members(target)) {
            Optional<Recourse.Back> own = member.equals(target) ? Optional.of(back) : back(member);
            if (own.isPresent()) {
                moves.add(Rollbacks.failed(mirror, spec, member, own.get()));
            }
            for (Company.Partner partner : partners) {
                if (partner.target().equals(member)) {
                    moves.add(Rollbacks.withOthers(
                            mirror,
                            spec,
                            partner,
                            why(target, back),
                            back.failure().since()));
                }
            }
        }
        return new GroupRollback(group.get(), moves, why(target, back));
    }

    private static String why(Target target, Recourse.Back back) {
        return target.id().app() + ": " + back.failure().why();
    }
}
