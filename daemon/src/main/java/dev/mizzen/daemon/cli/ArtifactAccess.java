package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.ArtifactHosts;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.ConfigReader;
import dev.mizzen.reconcile.artifact.Artifacts;
import dev.mizzen.reconcile.artifact.ContentStore;
import dev.mizzen.reconcile.artifact.OtherSources;
import dev.mizzen.reconcile.artifact.PinMemory;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.reach.Reach;
import dev.mizzen.reconcile.reach.Web;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --config}: whose hosts, logins and sources artifacts from outside are fetched with. */
final class ArtifactAccess {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "a mizzen.yaml: charts are fetched with its artifacts.hosts and from its sources",
                "(default: public hosts by HTTPS, no logins, no sources)"
            })
    private @Nullable Path config;

    /** What the option gives, open until it is closed. */
    record Opened(Web web, Optional<ConfiguredSources> sources, PinMemory pins, Artifacts artifacts)
            implements AutoCloseable {
        @Override
        public void close() {
            web.close();
            sources.ifPresent(ConfiguredSources::close);
        }
    }

    Opened open(Evaluator evaluator) {
        Optional<Config> read = Optional.ofNullable(config).map(ArtifactAccess::read);
        Map<String, String> environment = System.getenv();
        Web web = new Web(
                read.map(c -> ArtifactHosts.forAll(c.artifacts(), environment)).orElse(Reach.PUBLIC),
                Web.Limits.DEFAULT);
        Path cache = cache(environment);
        Optional<ConfiguredSources> sources =
                read.map(c -> new ConfiguredSources(c.sources(), cache.resolve("mirrors"), environment));
        PinMemory pins = PinMemory.inProcess();
        return new Opened(
                web,
                sources,
                pins,
                new Artifacts(
                        web,
                        evaluator,
                        new ContentStore(cache.resolve("artifacts"), ContentStore.MOST_BYTES, Clock.systemUTC()),
                        pins,
                        sources.<OtherSources>map(configured -> configured).orElse(OtherSources.NONE)));
    }

    private static Config read(Path file) {
        try {
            return ConfigReader.read(file);
        } catch (Rejected e) {
            throw new Failure(Exit.USAGE, e.problems().getFirst().toString());
        }
    }

    private static Path cache(Map<String, String> environment) {
        String named = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = named.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(named);
        return base.resolve("mizzen");
    }
}
