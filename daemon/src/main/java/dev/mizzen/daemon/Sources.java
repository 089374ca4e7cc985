package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.promote.Repository;
import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.report.ForgeReporter;
import dev.mizzen.daemon.trigger.Polls;
import dev.mizzen.daemon.trigger.SourceSync;
import dev.mizzen.gitsource.forge.Forge;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.render.SourceKeys;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.PinGate;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources that are configured, each with its mirror, its polls and its forge. */
final class Sources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    private final Shared shared;
    /** Read without the lock: a sync that ends while its source is closed asks for its reporter. */
    private final Map<SourceName, Running> running = new ConcurrentSkipListMap<>();

    private final Map<SourceName, String> troubles = new ConcurrentSkipListMap<>();
    private volatile List<Config.Source> wanted = List.of();

    /** What all sources have in common. */
    record Shared(
            Path mirrors,
            ArtifactReads artifacts,
            Opener opener,
            Function<Mirror, PinGate> pins,
            Syncs syncs,
            Reporters reporters,
            Looks looks,
            Polls polls,
            HttpClient http,
            Map<String, String> environment,
            Clock clock) {}

    /** Gives a snapshot whose encrypted files are in plain text. */
    @FunctionalInterface
    interface Opener {
        Snapshot open(Snapshot sealed, SourceKeys keys);
    }

    /** Makes the sync of a source. */
    @FunctionalInterface
    interface Syncs {
        SourceSync of(SourceName source, MirrorBranch branch);
    }

    /** Makes the reporter of a source's forge. */
    @FunctionalInterface
    interface Reporters {
        ForgeReporter of(SourceName source, Config.Forge config, Forge forge);
    }

    /** Makes what looks at the pull requests of a source's forge, where it has some. */
    @FunctionalInterface
    interface Looks {
        Optional<PullLook> of(PullLook.Origin origin, Config.Forge config, Forge forge);
    }

    private record Running(
            Config.Source config,
            Mirror mirror,
            SourceSync sync,
            Optional<ForgeReporter> reporter,
            Optional<PullLook> pulls) {}

    Sources(Shared shared) {
        this.shared = shared;
    }

    /** Opens what is new, orphans what is gone, reopens what changed. */
    synchronized void configure(List<Config.Source> sources) {
        wanted = List.copyOf(sources);
        for (Running old : List.copyOf(running.values())) {
            if (!sources.contains(old.config())) {
                boolean gone = sources.stream()
                        .noneMatch(s -> s.name().equals(old.config().name()));
                close(old, gone);
            }
        }
        troubles.clear();
        openMissing();
    }

    /** Tries again those that could not be opened, as when a secret was not there yet. */
    synchronized void openMissing() {
        wanted.stream().filter(source -> !running.containsKey(source.name())).forEach(this::open);
    }

    /** Opens those that could not be opened, and asks those again that could not be read; nobody tells when they can. */
    void tryTroubled() {
        openMissing();
        running.values().stream()
                .map(Running::sync)
                .filter(sync -> sync.wasAsked() && sync.trouble().isPresent())
                .forEach(SourceSync::trigger);
    }

    private void open(Config.Source source) {
        try {
            Remote remote = Remotes.of(source, shared.environment());
            Mirror mirror = Mirror.open(
                    source.name(),
                    remote,
                    shared.mirrors().resolve(source.name().value()),
                    shared.clock());
            try {
                open(source, mirror);
            } catch (SecretMissing | IllegalArgumentException | DataAccessException e) {
                mirror.close();
                throw e;
            }
        } catch (IOException | SecretMissing | IllegalArgumentException | DataAccessException e) {
            String before = troubles.put(source.name(), String.valueOf(e.getMessage()));
            if (!String.valueOf(e.getMessage()).equals(before)) {
                LOG.error("source {} cannot be used: {}", source.name(), e.getMessage());
            }
        }
    }

    private void open(Config.Source source, Mirror mirror) throws SecretMissing {
        Optional<Forge> forge = forge(source, mirror);
        Optional<ForgeReporter> reporter = forge.map(
                at -> shared.reporters().of(source.name(), source.forge().orElseThrow(), at));
        SourceSync sync = sync(source, mirror);
        Optional<PullLook> pulls = forge.flatMap(at -> pulls(source, mirror, at));
        running.put(source.name(), new Running(source, mirror, sync, reporter, pulls));
        troubles.remove(source.name());
        reporter.ifPresent(ForgeReporter::start);
        shared.polls().put("source/" + source.name(), source.poll(), sync::trigger);
        sync.trigger();
    }

    private SourceSync sync(Config.Source source, Mirror mirror) {
        DecryptionKeys keys = new DecryptionKeys(source.secrets(), shared.environment());
        return shared.syncs()
                .of(
                        source.name(),
                        new MirrorBranch(
                                mirror,
                                shared.artifacts(),
                                snapshot -> shared.opener().open(snapshot, keys.read()),
                                shared.pins().apply(mirror)));
    }

    private Optional<PullLook> pulls(Config.Source source, Mirror mirror, Forge forge) {
        DecryptionKeys keys = new DecryptionKeys(source.secrets(), shared.environment());
        var origin = new PullLook.Origin(
                source.name(),
                mirror,
                snapshot -> shared.opener().open(snapshot, keys.read()),
                snapshot -> shared.opener().open(snapshot, SourceKeys.NONE));
        return source.forge()
                .filter(Config.Forge::comments)
                .flatMap(config -> shared.looks().of(origin, config, forge));
    }

    private Optional<Forge> forge(Config.Source source, Mirror mirror) throws SecretMissing {
        if (source.forge().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Forges.of(source.forge().get(), shared.environment(), shared.http(), shared.clock(), mirror));
    }

    private void close(Running source, boolean orphan) {
        shared.polls().remove("source/" + source.config().name());
        if (orphan) {
            source.sync().orphan();
        } else {
            source.sync().close();
        }
        source.reporter().ifPresent(ForgeReporter::close);
        source.pulls().ifPresent(PullLook::close);
        running.remove(source.config().name());
        try {
            source.mirror().close();
        } catch (IOException e) {
            LOG.warn("the mirror of {} did not close: {}", source.config().name(), e.getMessage());
        }
    }

    Optional<SourceSync> sync(SourceName name) {
        return Optional.ofNullable(running.get(name)).map(Running::sync);
    }

    Optional<ForgeReporter> reporter(SourceName name) {
        return Optional.ofNullable(running.get(name)).flatMap(Running::reporter);
    }

    /** What looks at its pull requests. */
    Optional<PullLook> pulls(SourceName name) {
        return Optional.ofNullable(running.get(name)).flatMap(Running::pulls);
    }

    Optional<Mirror> mirror(SourceName name) {
        return Optional.ofNullable(running.get(name)).map(Running::mirror);
    }

    /** Where promotions of the source are written. */
    Optional<Repository> repository(SourceName name) {
        return Optional.ofNullable(running.get(name))
                .map(source -> new Repository(
                        source.mirror(),
                        source.reporter().map(ForgeReporter::forge).flatMap(Forge::pullRequests)));
    }

    /** Those that are configured, usable or not. */
    List<Config.Source> wanted() {
        return wanted;
    }

    Optional<Config.Source> config(SourceName name) {
        return Optional.ofNullable(running.get(name)).map(Running::config);
    }

    /** Every delivery of every source runs again. */
    void runAll() {
        running.values().forEach(source -> source.sync().runAll());
    }

    /** One line for each source that cannot be read or used. */
    Map<String, String> troubles() {
        Map<String, String> lines = new TreeMap<>();
        troubles.forEach((name, trouble) -> lines.put("source " + name, trouble));
        running.forEach((name, r) -> {
            r.sync().trouble().ifPresent(t -> lines.put("source " + name, t));
            r.reporter().flatMap(ForgeReporter::trouble).ifPresent(t -> lines.put("forge of " + name, t));
        });
        return lines;
    }

    /** Whether each source that is configured could be read the last time. */
    Map<SourceName, Boolean> readable() {
        Map<SourceName, Boolean> readable = new TreeMap<>();
        wanted.forEach(source -> readable.put(
                source.name(),
                sync(source.name()).filter(sync -> sync.trouble().isEmpty()).isPresent()));
        return readable;
    }

    /** Whether each source that can be used was asked at least once; one that is away does not count against us. */
    boolean allAsked() {
        return running.values().stream().allMatch(source -> source.sync().wasAsked());
    }

    @Override
    public synchronized void close() {
        List.copyOf(running.values()).forEach(source -> close(source, false));
    }
}
