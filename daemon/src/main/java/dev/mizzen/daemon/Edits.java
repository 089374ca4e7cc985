package dev.mizzen.daemon;

import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.web.Readiness;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Edits of {@code mizzen.yaml} take effect on tokens, hosts, sources and clusters at once; what cannot change while it runs is told. */
final class Edits implements ConfigFile.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Edits.class);

    private final Clusters clusters;
    private final Discoveries discoveries;
    private final Sources sources;
    private final Approvers approvers;
    private final Consumer<Config.Artifacts> artifacts;
    private final Metrics metrics;
    private volatile List<Problem> refused = List.of();

    Edits(
            Clusters clusters,
            Discoveries discoveries,
            Sources sources,
            Approvers approvers,
            Consumer<Config.Artifacts> artifacts,
            Metrics metrics) {
        this.artifacts = artifacts;
        this.clusters = clusters;
        this.discoveries = discoveries;
        this.sources = sources;
        this.approvers = approvers;
        this.metrics = metrics;
    }

    @Override
    public void changed(Config before, Config after) {
        List<String> later = Restart.isNeeded(before, after);
        if (!later.isEmpty()) {
            LOG.warn("changed, and in force from the next start on: {}", later);
        }
        approvers.configure(after.tokens());
        boolean granted = clusters.grant(after.sources());
        artifacts.accept(after.artifacts());
        if (clusters.configure(after.clusters()) || granted) {
            sources.runAll();
        }
        discoveries.configure(after.discover());
        sources.configure(after.sources());
        if (!after.artifacts().equals(before.artifacts())) {
            sources.runAll();
        }
        LOG.info("the configuration was changed");
    }

    @Override
    public void refused(List<Problem> problems) {
        refused = problems;
        metrics.config(problems.isEmpty());
    }

    /** One line for people. */
    String state() {
        List<Problem> problems = refused;
        return problems.isEmpty() ? Readiness.OK : "edit refused: " + problems.getFirst();
    }
}
