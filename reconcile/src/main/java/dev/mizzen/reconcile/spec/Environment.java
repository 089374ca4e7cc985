package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A named place to deliver to: {@code kind: Environment}, {@code mizzen.dev/v1alpha1}, or the implicit {@code default}. */
public record Environment(
        EnvironmentName name,
        Placement placement,
        Optional<Promotion> promotion,
        Drift drift,
        Prune prune,
        Windows windows) {
    /** What a repository without {@code environments/} delivers to: its applications say where. */
    public static final Environment IMPLICIT = new Environment(
            new EnvironmentName("default"),
            new Placement(List.of(), Map.of(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Drift.DEFAULT,
            Prune.DEFAULT,
            Windows.ALWAYS);

    /**
     * Clusters by name or, if {@code clusters} is empty, by label; both empty means the cluster {@code local}.
     *
     * @param position where it is written; empty in the implicit environment, whose applications place themselves
     */
    public record Placement(
            List<ClusterName> clusters,
            Map<String, String> clusterSelector,
            Optional<String> namespace,
            Optional<Position> position) {}

    /**
     * How a revision comes here from another environment.
     *
     * @param groups applications that move together; each of them is in one at most
     * @param position where the environment before is named
     */
    public record Promotion(
            EnvironmentName from,
            By by,
            Duration healthyFor,
            int approvals,
            OnFailure onFailure,
            Duration verify,
            List<PromotionGroup> groups,
            Position position) {
        /** Keeps the list as it is now. */
        public Promotion {
            groups = List.copyOf(groups);
        }

        /** The group that {@code app} moves with. */
        public Optional<PromotionGroup> group(AppName app) {
            return groups.stream().filter(group -> group.apps().contains(app)).findFirst();
        }
    }

    /** What is done about differences between the cluster and Git. */
    public record Drift(Mode mode, Additions additions, List<Ignore> ignore) {
        public static final Drift DEFAULT = new Drift(Mode.CORRECT, Additions.REPORT, List.of());
    }

    /**
     * Fields that are left to others.
     *
     * @param kind as {@code Deployment} or {@code Deployment.apps}
     * @param path a JSON pointer; the index of a list item counts in the list as Git has it
     * @param position where it is written
     */
    public record Ignore(String kind, String path, Position position) {
        /** Whether objects of this kind are meant. */
        public boolean matches(Gvk gvk) {
            return kind.equals(gvk.kind()) || kind.equals(gvk.groupKind());
        }
    }

    /** Whether objects that left Git are deleted, and the share (1 to 100) of a delivery above which that waits. */
    public record Prune(boolean enabled, int guardPercent) {
        public static final Prune DEFAULT = new Prune(true, 50);
    }

    /** Who moves a promotion. */
    public enum By {
        PULL_REQUEST,
        COMMIT,
        MANUAL
    }

    /** What happens when a promoted revision fails. */
    public enum OnFailure {
        ROLLBACK,
        STOP
    }

    /** What happens on drift. */
    public enum Mode {
        OBSERVE,
        ALERT,
        CORRECT
    }

    /** What happens to fields that a stranger added to our object. */
    public enum Additions {
        IGNORE,
        REPORT,
        REMOVE
    }
}
