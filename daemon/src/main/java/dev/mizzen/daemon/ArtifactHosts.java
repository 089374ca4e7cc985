package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Host;
import dev.mizzen.reconcile.reach.Login;
import dev.mizzen.reconcile.reach.Reach;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hosts of a configuration as the client of artifacts knows them. */
public final class ArtifactHosts {
    private ArtifactHosts() {}

    /** Secrets are read when they are needed. */
    public static Reach of(Config.Artifacts config, Map<String, String> environment) {
        return new Reach(
                config.hosts().stream()
                        .map(host -> host(host, host.sources(), environment))
                        .toList(),
                config.onlyListed());
    }

    /** For somebody who may read the configuration and its secrets: each entry counts, whatever sources it is for. */
    public static Reach forAll(Config.Artifacts config, Map<String, String> environment) {
        List<Host> hosts = config.hosts().stream()
                .map(host -> host(host, Set.of(), environment))
                .toList();
        return new Reach(hosts, config.onlyListed());
    }

    private static Host host(Config.ArtifactHost host, Set<SourceName> sources, Map<String, String> environment) {
        Optional<Login> basic = host.username()
                .flatMap(user -> host.password().map(password -> () -> "Basic " + basic(user, password, environment)));
        Optional<Login> bearer = host.token().map(token -> () -> "Bearer " + secret(token, environment));
        return new Host(host.host(), host.port(), basic.or(() -> bearer), host.ca(), host.plainHttp(), sources);
    }

    private static String basic(String user, SecretRef password, Map<String, String> environment) throws Waiting {
        return Base64.getEncoder()
                .encodeToString((user + ":" + secret(password, environment)).getBytes(StandardCharsets.UTF_8));
    }

    private static String secret(SecretRef place, Map<String, String> environment) throws Waiting {
        try {
            return place.read(environment);
        } catch (SecretMissing e) {
            throw new Waiting(new Obstacle.Denied(), String.valueOf(e.getMessage()), e);
        }
    }
}
