package dev.mizzen.daemon.config;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code artifacts}: the hosts that charts and kustomizations may come from. */
final class ArtifactsReader {
    private static final Pattern HOST =
            Pattern.compile("((?:\\*\\.)?[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(?::([0-9]{1,5}))?");
    private static final int MOST_HOSTS = 1000;

    private final References references;

    ArtifactsReader(References references) {
        this.references = references;
    }

    Config.Artifacts read(Fields root) {
        return root.fields("artifacts")
                .map(artifacts -> {
                    List<Config.ArtifactHost> hosts = new ArrayList<>();
                    artifacts.items("hosts").forEach(item -> host(item).ifPresent(hosts::add));
                    if (hosts.size() > MOST_HOSTS) {
                        artifacts.problem("hosts", "\"hosts\" has more than " + MOST_HOSTS + " items");
                    }
                    Config.Artifacts read = new Config.Artifacts(hosts, artifacts.flag("onlyListed"));
                    artifacts.end();
                    return read;
                })
                .orElse(Config.Artifacts.DEFAULT);
    }

    private Optional<Config.ArtifactHost> host(Fields item) {
        Optional<Matcher> host = item.parsed(item.required("host"), "host", ArtifactsReader::parts);
        Optional<SecretRef> password = references.secret(item, "password");
        Optional<SecretRef> token = references.secret(item, "token");
        Optional<String> username = item.text("username");
        Optional<Path> ca = references.path(item, "ca");
        boolean plain = item.flag("plainHttp");
        Set<SourceName> sources = names(item, "sources");
        if (password.isPresent() != username.isPresent()) {
            item.problem("username", "\"username\" and \"password\" belong together");
        }
        if (token.isPresent() && password.isPresent()) {
            item.problem("token", "expected either \"token\" or \"username\" and \"password\", found both");
        }
        if (plain && (token.isPresent() || password.isPresent())) {
            item.problem("plainHttp", "a password or token is never sent by http://");
        }
        item.end();
        return host.map(parts -> new Config.ArtifactHost(
                parts.group(1).replaceAll("[\\[\\]]", ""),
                Optional.ofNullable(parts.group(2)).map(Integer::valueOf),
                username,
                password,
                token,
                ca,
                plain,
                sources));
    }

    private static Matcher parts(String text) {
        Matcher parts = HOST.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a host, or host:port, without https:// and path");
        }
        return parts;
    }

    /** A list of names of sources. */
    static Set<SourceName> names(Fields item, String field) {
        Set<SourceName> names = new HashSet<>();
        if (item.value(field).orElse(null) instanceof Value.Sequence list) {
            for (Value one : list.items()) {
                String text = one instanceof Value.Text name ? name.text() : "";
                item.parsed(Optional.of(text), field, SourceName::new).ifPresent(names::add);
            }
        } else if (item.has(field)) {
            item.problem(field, "\"" + field + "\" is a list of names of sources");
        }
        return names;
    }
}
