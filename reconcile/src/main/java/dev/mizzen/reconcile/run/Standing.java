package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Treatment;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Plan;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.plan.Wave;
import dev.mizzen.reconcile.run.Releases.Release;
import dev.mizzen.reconcile.run.Releases.Released;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A release that was applied before and stands as it was, as far as the watch knows. Makes no request. */
final class Standing {
    private final Releases releases;

    Standing(Releases releases) {
        this.releases = releases;
    }

    /**
     * What the delivery desires, not rendered.
     *
     * @param made what each object is in its component, as far as that was remembered
     */
    record Stands(Desired desired, Map<ObjectRef, Made> made) {
        /** Whether it is known of each object. */
        boolean isMade() {
            return made.size() == desired.objects().size();
        }
    }

    /** What the delivery desires, not rendered; empty if it was made of other inputs or anything would have to be done. */
    Optional<Stands> of(Ownership ownership, Site site, Digest inputs) {
        return releases.of(ownership.delivery(), site.cluster())
                .filter(release -> release.inputs().equals(inputs))
                .map(Standing::stands)
                .filter(stands -> nothingToDo(ownership.plan(site, stands.desired())))
                .filter(stands -> hasNoAdditions(site.watched().of(ApplySetId.of(ownership.delivery()))));
    }

    private static Stands stands(Release release) {
        Map<ObjectRef, Made> made = new HashMap<>();
        release.objects().forEach(object -> object.made().ifPresent(m -> made.put(object.ref(), m)));
        return new Stands(desired(release), made);
    }

    /** Whether one is to be told or removed depends on what Git says of its field. */
    private static boolean hasNoAdditions(Observed observed) {
        return observed.objects().values().stream()
                .flatMap(object -> object.additions().stream())
                .allMatch(Observed.Addition::metadata);
    }

    private static Desired desired(Release release) {
        return new Desired(release.objects().stream().map(Standing::desired).toList(), true);
    }

    private static DesiredObject desired(Released object) {
        return new DesiredObject(
                object.ref(),
                Manifest.notRendered(object.ref()),
                object.digest(),
                object.component(),
                Wave.of(object.ref().group(), object.ref().kind()));
    }

    static boolean nothingToDo(Plan plan) {
        return plan.held().isEmpty() && plan.actions().stream().allMatch(Standing::leavesAsItIs);
    }

    private static boolean leavesAsItIs(Action action) {
        return action instanceof Action.Keep keep
                && switch (keep.why()) {
                    case IN_SYNC, JOB_DONE, APPLIED_ONCE, READ_ONLY, KEPT_WITH_APPLICATION -> true;
                    case TERMINATING, PRUNE_DISABLED, PRUNE_HELD, INCOMPLETE, PROTECTED_KIND, WANTED_BY_ANOTHER ->
                        false;
                };
    }

    /** Remembers what was applied in full; what others may write too has to be claimed anew after a restart. */
    void applied(Part.Ready part, Part.Done done, Ownership ownership) {
        boolean whole = done.applied().complete()
                && done.applied().left() == 0
                && done.held().isEmpty()
                && done.warnings().isEmpty()
                && part.late().isEmpty()
                && part.desired().objects().stream().allMatch(o -> o.treatment().access() == Treatment.Access.OURS);
        if (whole && part.inputs().isPresent()) {
            releases.put(
                    ownership.delivery(),
                    part.cluster(),
                    new Release(
                            part.inputs().get(),
                            part.desired().objects().stream()
                                    .map(o -> new Released(
                                            o.ref(),
                                            o.digest(),
                                            o.component(),
                                            Optional.ofNullable(part.made().get(o.ref()))))
                                    .toList()));
        }
    }
}
