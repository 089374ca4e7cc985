package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.OtherSources;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.Optional;
import java.util.function.Supplier;

/** The mirrors of the configured sources, for those that may read them. A commit that is taken is kept. */
final class OtherMirrors implements OtherSources {
    private final Supplier<Sources> sources;

    OtherMirrors(Supplier<Sources> sources) {
        this.sources = sources;
    }

    @Override
    public Snapshot at(SourceName reader, String wanted, Optional<Revision> revision) throws Rejected, Waiting {
        Sources all = sources.get();
        SourceName name = find(all, wanted).name();
        boolean may = name.equals(reader)
                || all.config(reader)
                        .map(Config.Source::uses)
                        .filter(uses -> uses.contains(name))
                        .isPresent();
        if (!may) {
            throw new Rejected(Problem.of("the source " + reader + " may not read the source " + name
                    + ": that is allowed in mizzen.yaml, by uses: [" + name + "] at the source " + reader));
        }
        Mirror mirror = all.mirror(name)
                .orElseThrow(() -> new Waiting(new Obstacle.NotReady(), "the source " + name + " cannot be used now"));
        return revision.isPresent() ? commit(mirror, name, revision.get()) : head(mirror, name);
    }

    private static Config.Source find(Sources all, String wanted) throws Rejected {
        Optional<Config.Source> found = all.wanted().stream()
                .filter(source -> source.name().value().equals(wanted) || Remotes.isSame(source.url(), wanted))
                .findFirst();
        return found.orElseThrow(() -> new Rejected(Problem.of(
                        "\"" + wanted + "\" is no source of mizzen.yaml; a repository must be one to be read")
                .withNearest(Nearest.to(
                        wanted,
                        all.wanted().stream()
                                .map(source -> source.name().value())
                                .toList()))));
    }

    private static Snapshot head(Mirror mirror, SourceName name) throws Rejected, Waiting {
        try {
            return mirror.head()
                    .orElseThrow(
                            () -> new Waiting(new Obstacle.NotReady(), "the source " + name + " was not read yet"));
        } catch (SourceRejected e) {
            throw new Rejected(Problem.of(String.valueOf(e.getMessage())));
        }
    }

    private static Snapshot commit(Mirror mirror, SourceName name, Revision revision) throws Rejected, Waiting {
        boolean kept = mirror.kept().contains(revision);
        head(mirror, name);
        if (!kept && !mirror.reachable(revision)) {
            throw new Waiting(
                    new Obstacle.NotReady(),
                    "commit " + revision + " is not on the branch of the source " + name + ", as far as it was read");
        }
        try {
            Snapshot snapshot = mirror.at(revision);
            if (!kept) {
                mirror.keep("artifacts/" + revision, revision);
            }
            return snapshot;
        } catch (SourceRejected e) {
            throw new Rejected(Problem.of(String.valueOf(e.getMessage())));
        }
    }
}
