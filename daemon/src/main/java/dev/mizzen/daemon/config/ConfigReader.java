package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the text of {@code mizzen.yaml} into a {@link Config}. Reads no other file and no secret. */
public final class ConfigReader {
    /** Most bytes of the file. */
    public static final int LIMIT_BYTES = 1024 * 1024;

    private static final int MOST_WORKERS = 1024;
    private static final int MOST_PROCESSES = 64;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_TOKENS = 100;
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9._@+-]{1,63}");

    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a file; its relative paths begin at its own folder.
     *
     * @throws Rejected with every mistake found
     */
    public static Config read(Path file) throws Rejected {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > LIMIT_BYTES) {
                throw new Rejected(Problem.of(name + " has more than " + LIMIT_BYTES + " bytes"));
            }
            return read(
                    name,
                    Files.readAllBytes(file),
                    file.toAbsolutePath().normalize().resolveSibling(""));
        } catch (NoSuchFileException e) {
            throw new Rejected(Problem.of(file + " is not there; name another with --config"));
        } catch (IOException e) {
            throw new Rejected(Problem.of(file + " cannot be read: " + e.getMessage()));
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param name how positions call it
     * @param folder where relative paths begin
     * @throws Rejected with every mistake found
     */
    static Config read(String name, byte[] text, Path folder) throws Rejected {
        return new ConfigReader(folder).config(name, YamlReader.read(name, text));
    }

    private Config config(String name, YamlFile file) throws Rejected {
        problems.addAll(file.problems());
        throwProblems();
        List<Value> documents = file.documents();
        if (documents.size() != 1) {
            throw new Rejected(
                    Problem.at(new Position(name, 1, 1), "expected one YAML document, found " + documents.size()));
        }
        Optional<Fields> root = Fields.of(documents.getFirst(), name, problems);
        Optional<Config> config = root.map(this::config);
        throwProblems();
        return config.orElseThrow();
    }

    private void throwProblems() throws Rejected {
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
    }

    private Config config(Fields root) {
        References references = new References(folder, problems);
        Path data = references.path(root, "data").orElseGet(() -> folder.resolve("data"));
        List<Config.Source> sources = sources(root, references);
        List<Config.Cluster> clusters = clusters(root, references);
        Config config = new Config(
                sources,
                clusters,
                data,
                store(root, references, data),
                listener(root),
                renderer(root, references),
                root.text("fieldManager").orElse(Config.DEFAULT_FIELD_MANAGER),
                root.whole("workers", 1, MOST_WORKERS).orElse(Config.DEFAULT_WORKERS),
                tokens(root, references),
                new ArtifactsReader(references).read(root),
                DiscoveryReader.read(root, clusters));
        root.end();
        return config;
    }

    private List<Config.Source> sources(Fields root, References references) {
        Set<String> names = new HashSet<>();
        List<Config.Source> sources = new ArrayList<>();
        for (Fields item : root.items("sources")) {
            unique(item, names);
            new SourceReader(references).read(item).ifPresent(sources::add);
        }
        return sources;
    }

    private List<Config.Cluster> clusters(Fields root, References references) {
        Set<String> names = new HashSet<>();
        List<Config.Cluster> clusters = new ArrayList<>();
        for (Fields item : root.items("clusters")) {
            unique(item, names);
            new ClusterReader(references).read(item).ifPresent(clusters::add);
        }
        return clusters;
    }

    private static List<Config.Token> tokens(Fields root, References references) {
        Set<String> names = new HashSet<>();
        List<Config.Token> tokens = new ArrayList<>();
        for (Fields item : root.items("tokens")) {
            unique(item, names);
            Optional<String> name = item.parsed(item.required("name"), "name", ConfigReader::person);
            Optional<SecretRef> token = references.requiredSecret(item, "token");
            item.end();
            name.flatMap(n -> token.map(t -> new Config.Token(n, t))).ifPresent(tokens::add);
        }
        if (tokens.size() > MOST_TOKENS) {
            root.problem("tokens", "\"tokens\" has more than " + MOST_TOKENS + " items");
        }
        return tokens;
    }

    private static String person(String text) {
        if (!PERSON.matcher(text).matches()) {
            throw new IllegalArgumentException("expected 1 to 63 letters, digits and . _ @ + -");
        }
        return text;
    }

    private static void unique(Fields item, Set<String> names) {
        if (item.value("name").orElse(null) instanceof Value.Text name && !names.add(name.text())) {
            item.problem("name", "the name \"" + name.text() + "\" is taken");
        }
    }

    private Config.Store store(Fields root, References references, Path data) {
        Config.Store fallback =
                new Config.Store("jdbc:h2:file:" + data.resolve("mizzen"), Optional.empty(), Optional.empty());
        return root.fields("store")
                .map(store -> {
                    String url = store.required("url").orElse(fallback.url());
                    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
                        store.problem("url", "\"url\" begins with jdbc:h2: or jdbc:postgresql:");
                    }
                    if (url.toLowerCase(Locale.ROOT).contains("password=")) {
                        store.problem("url", "a password does not belong into \"url\": use \"password: file:…\"");
                    }
                    Config.Store read = new Config.Store(url, store.text("user"), references.secret(store, "password"));
                    store.end();
                    return read;
                })
                .orElse(fallback);
    }

    private static Config.Listener listener(Fields root) {
        return root.fields("listen")
                .map(listen -> {
                    Config.Listener read = new Config.Listener(
                            listen.text("host").orElse(Config.Listener.DEFAULT.host()),
                            listen.whole("port", 0, MOST_PORT).orElse(Config.Listener.DEFAULT.port()));
                    listen.end();
                    return read;
                })
                .orElse(Config.Listener.DEFAULT);
    }

    private static Config.Renderer renderer(Fields root, References references) {
        return root.fields("renderer")
                .map(renderer -> {
                    Config.Renderer read = new Config.Renderer(
                            references.path(renderer, "program"),
                            renderer.whole("processes", 1, MOST_PROCESSES).orElse(Config.Renderer.DEFAULT.processes()));
                    renderer.end();
                    return read;
                })
                .orElse(Config.Renderer.DEFAULT);
    }
}
