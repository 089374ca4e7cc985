package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.observe.verdict.Judging;
import java.time.Clock;

/** The parts of a run, which share what is under way on each cluster; to be closed after the last run. */
public record Work(Rendering rendering, Delivering delivering, Retirement retirement, Runnable stop) {
    public static Work of(
            Stages stages,
            Targets targets,
            Claims claims,
            Approvals approvals,
            Releases releases,
            Progress progress,
            Judging judging,
            Clock clock) {
        SideBySide renders = new SideBySide(SideBySide.Limits.DEFAULT, claims::again);
        SideBySide writes = new SideBySide(SideBySide.Limits.DEFAULT, claims::again);
        return new Work(
                new Rendering(stages, targets, releases, progress, judging, renders, writes::isAtWork, clock),
                new Delivering(targets, approvals, releases, progress, writes),
                new Retirement(targets, claims, approvals, writes),
                () -> {
                    renders.close();
                    writes.close();
                });
    }
}
