package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.ClusterName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code discover}. */
final class DiscoveryReader {
    private static final int MOST = 50;
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private DiscoveryReader() {}

    static List<Config.Discovery> read(Fields root, List<Config.Cluster> clusters) {
        List<String> declared =
                clusters.stream().map(cluster -> cluster.name().value()).toList();
        List<Config.Discovery> all = new ArrayList<>();
        for (Fields item : root.items("discover")) {
            item(item, declared).ifPresent(all::add);
        }
        if (all.size() > MOST) {
            root.problem("discover", "\"discover\" has more than " + MOST + " items");
        }
        return all;
    }

    private static Optional<Config.Discovery> item(Fields item, List<String> declared) {
        Optional<ClusterName> in = item.parsed(item.required("in"), "in", text -> declared(text, declared));
        Optional<String> namespace = item.parsed(item.required("namespace"), "namespace", DiscoveryReader::namespace);
        Optional<Config.SecretForm> form = item.parsed(item.required("form"), "form", DiscoveryReader::form);
        String selector = item.text("selector").orElse("");
        item.end();
        return in.flatMap(i -> namespace.flatMap(n -> form.map(f -> new Config.Discovery(i, n, f, selector))));
    }

    private static ClusterName declared(String text, List<String> declared) {
        if (!declared.contains(text)) {
            throw new IllegalArgumentException("expected one of \"clusters\": " + String.join(", ", declared));
        }
        return new ClusterName(text);
    }

    private static String namespace(String text) {
        if (!NAMESPACE.matcher(text).matches()) {
            throw new IllegalArgumentException("expected the name of a namespace");
        }
        return text;
    }

    private static Config.SecretForm form(String text) {
        return Arrays.stream(Config.SecretForm.values())
                .filter(form -> form.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(Config.SecretForm.values())
                                .map(Config.SecretForm::word)
                                .collect(Collectors.joining(", "))));
    }
}
