package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Claims;
import java.time.Clock;
import java.time.Duration;

/** The parts of a run, which share what is under way on each cluster. */
public record Work(Rendering rendering, Delivering delivering, Retirement retirement) {
    /** How much longer than the others a cluster may take before a run ends without it. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    public static Work of(
            Stages stages,
            Targets targets,
            Claims claims,
            Approvals approvals,
            Releases releases,
            Progress progress,
            Clock clock) {
        SideBySide sideBySide = new SideBySide(GRACE, claims::again);
        return new Work(
                new Rendering(stages, targets, releases, progress, sideBySide, clock),
                new Delivering(approvals, releases, progress, sideBySide),
                new Retirement(targets, claims, approvals, sideBySide));
    }
}
