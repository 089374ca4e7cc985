package dev.mizzen.daemon.story;

import dev.mizzen.daemon.store.Postgres;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.Vendor;
import dev.mizzen.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that a story plays in: clusters, a Git server, a forge's API, a store, and the daemons' processes. */
final class World implements AutoCloseable {
    /** The source's name where a story names none; deliveries are {@code story/<environment>/<app>}. */
    static final String SOURCE = "story";

    /** The installation that every story has. */
    static final String MAIN = "main";

    /** How often what must come true is looked at. */
    static final Duration POLL = Duration.ofMillis(100);

    private final ForgeFixture forge;
    private final FaultProxy forgeProxy;
    private final ChartSide charts;
    private final GitSide git;
    private final ClusterSide clusters;
    private final Optional<Postgres> postgres;
    private final Map<String, Installation> installations = new LinkedHashMap<>();
    private final Approver approver;
    private final Told told;
    private final Story.Teller teller;
    private boolean unheard;

    /** @param folder where the story lies */
    World(Story story, Path folder, Path scratch) throws IOException {
        teller = story.forge() == null ? Story.Teller.github : story.forge();
        forge = ForgeFixture.start(vendor(teller), Clock.systemUTC());
        forge.requireToken(Installation.TOKEN);
        forgeProxy = FaultProxy.to(forge.web());
        charts = new ChartSide();
        git = new GitSide(scratch.resolve("git"), forge);
        clusters = new ClusterSide(story, scratch);
        postgres = story.store() == Story.StoreKind.postgres ? Optional.of(postgres()) : Optional.empty();
        Installation.Surroundings around = new Installation.Surroundings(
                clusters.kubeconfigs(),
                git,
                teller,
                URI.create(forgeProxy.address() + forge.api().getPath()),
                story.poll() == null ? "1h" : story.poll(),
                renderer(),
                charts.host(),
                postgres.map(Postgres::url),
                story.rights() == null ? Map.of() : story.rights(),
                story.keys() == null ? Optional.empty() : Optional.of(folder.resolve("keys")));
        Map<String, String> sources = new LinkedHashMap<>();
        story.sourceNames().forEach(name -> sources.put(name, name));
        install(MAIN, new Installation(around, "mizzen", scratch.resolve(MAIN), story.clusters(), sources), sources);
        if (story.keys() != null) {
            installation(MAIN).give(story.keys());
        }
        told = new Told(story.secrets() == null ? List.of() : story.secrets());
        approver = new Approver(installation(MAIN).address());
        if (story.installations() != null) {
            for (Map.Entry<String, Story.Second> second : story.installations().entrySet()) {
                install(
                        second.getKey(),
                        new Installation(
                                around,
                                second.getValue().manager(),
                                scratch.resolve(second.getKey()),
                                story.clusters(),
                                second.getValue().sources()),
                        second.getValue().sources());
            }
        }
    }

    private void install(String name, Installation installation, Map<String, String> sources) {
        installations.put(name, installation);
        sources.forEach((source, repository) -> forge.webhook(
                GitSide.repository(repository),
                installation
                        .address()
                        .resolve("/hooks/" + (teller == Story.Teller.git ? "github" : teller) + "/" + source),
                Installation.WEBHOOK_SECRET));
    }

    /** A Git server alone has nobody who tells of pushes: GitHub's events do. */
    private static Vendor vendor(Story.Teller teller) {
        return switch (teller) {
            case github, git -> Vendor.GITHUB;
            case gitlab -> Vendor.GITLAB;
            case gitea -> Vendor.GITEA;
        };
    }

    private static Postgres postgres() throws IOException {
        try {
            return Postgres.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The helper process: {@code MIZZEN_RENDERER}, or where the build leaves it. */
    private static Path renderer() {
        String given = System.getenv("MIZZEN_RENDERER");
        return given != null ? Path.of(given) : Repository.root().resolve("renderer/target/mizzen-renderer");
    }

    ClusterSide clusters() {
        return clusters;
    }

    GitSide git() {
        return git;
    }

    Pullings pullings() {
        return new Pullings(forge, git);
    }

    ChartSide charts() {
        return charts;
    }

    Installation installation(String name) {
        return Optional.ofNullable(installations.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no installation " + name + ", there are " + installations.keySet()));
    }

    Approver approver() {
        return approver;
    }

    DaemonProcess daemon() {
        return installation(MAIN).daemon();
    }

    /** Makes a server or the disk fail as told, or work again. */
    void breaks(Breakage fault) throws IOException, InterruptedException {
        switch (fault.of()) {
            case "disk" -> daemon().fillDisk(fault.does() == Breakage.Does.full);
            case "store" -> store(fault.does());
            case "git" -> fault.at(git.proxy());
            case "forge" -> fault.at(forgeProxy);
            case "charts" -> fault.at(charts.proxy());
            default -> fault.at(clusters.proxy(fault.of()));
        }
        if (List.of("git", "forge", "disk").contains(fault.of())) {
            unheard = fault.does() != Breakage.Does.work;
        }
    }

    private void store(Breakage.Does does) throws IOException, InterruptedException {
        if (does == Breakage.Does.lose) {
            installation(MAIN).loseStore();
        } else {
            postgres.orElseThrow().runs(does == Breakage.Does.work);
        }
    }

    /** Whether the newest commit cannot be fetched, or the forge not be told of it, now. */
    boolean unheard() {
        return unheard;
    }

    /** The newest state of each context on a commit. */
    Map<String, String> statuses(String commit) {
        if (teller == Story.Teller.git) {
            return git.notes(commit);
        }
        Map<String, String> states = new TreeMap<>();
        forge.statuses().stream()
                .filter(status -> status.sha().equals(commit))
                .forEach(status -> states.put(
                        status.context(),
                        status.state() + status.description().map(d -> " " + d).orElse("")));
        return states;
    }

    /** Where a secret of the story stands that must stand nowhere: of all installations, and on the forge. */
    List<String> told() throws IOException {
        List<String> found =
                new ArrayList<>(told.in("a commit status", forge.statuses().toString()));
        for (Installation installation : installations.values()) {
            for (String source : installation.repositories()) {
                found.addAll(told.in("a pull request", pullings().text(source)));
            }
            found.addAll(told.by(installation));
        }
        return found;
    }

    /** What was sent to the forge, or by it, that does not fit its published schemas. */
    List<String> violations() {
        return forge.violations();
    }

    @Override
    public void close() throws IOException {
        installations.values().forEach(Installation::close);
        forgeProxy.close();
        forge.close();
        git.close();
        charts.close();
        clusters.close();
        if (postgres.isPresent()) {
            try {
                postgres.get().stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
