package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.Remotes;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.OtherSources;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources of a configuration for one command: each is fetched when it is first asked for. Not thread-safe. */
final class ConfiguredSources implements OtherSources, AutoCloseable {
    private final List<Config.Source> sources;
    private final Path mirrors;
    private final Map<String, String> environment;
    private final Map<SourceName, Mirror> open = new HashMap<>();

    ConfiguredSources(List<Config.Source> sources, Path mirrors, Map<String, String> environment) {
        this.sources = sources;
        this.mirrors = mirrors;
        this.environment = environment;
    }

    /** Whoever has the configuration may read all that it names. */
    @Override
    public synchronized Snapshot at(SourceName reader, String wanted, Optional<Revision> revision)
            throws Rejected, Waiting {
        Config.Source source = sources.stream()
                .filter(one -> one.name().value().equals(wanted) || Remotes.isSame(one.url(), wanted))
                .findFirst()
                .orElseThrow(() -> new Rejected(Problem.of("\"" + wanted + "\" is no source of the configuration")
                        .withNearest(Nearest.to(
                                wanted,
                                sources.stream().map(one -> one.name().value()).toList()))));
        try {
            Mirror mirror = open.get(source.name());
            if (mirror == null) {
                mirror = Mirror.open(
                        source.name(),
                        Remotes.of(source, environment),
                        mirrors.resolve(source.name().value()),
                        Clock.systemUTC());
                open.put(source.name(), mirror);
                mirror.update();
            }
            Optional<Snapshot> head = mirror.head();
            if (revision.isPresent()) {
                return mirror.at(revision.get());
            }
            return head.orElseThrow(() -> new Waiting(new Obstacle.NotReady(), "the source " + wanted + " is empty"));
        } catch (SourceRejected e) {
            throw new Rejected(Problem.of(String.valueOf(e.getMessage())));
        } catch (SourceUnavailable | SecretMissing | IOException e) {
            throw new Waiting(new Obstacle.Broken(), "the source " + wanted + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Mirror mirror : open.values()) {
            try {
                mirror.close();
            } catch (IOException e) {
                // The command ends, and its files with it.
            }
        }
    }
}
