package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.Mizzen;
import dev.mizzen.daemon.config.ConfigFile;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.store.StoreUnavailable;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.testkit.cluster.TestCluster;
import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.git.GitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The demo's two clusters, Git server, forge and daemon. Everything lies in one temporary folder, which goes with it. */
final class DemoWorld implements AutoCloseable {
    private static final String REPOSITORY = "demo/shop";
    private static final String BRANCH = "main";
    private static final String SECRET = "the demo's webhook";
    private static final String TOKEN = "the-demos-token";
    private static final String APPROVER = "approver-token";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread hook = Thread.ofPlatform().name("demo-end").unstarted(this::end);
    private final Path folder;
    private TestCluster clusters;
    private GitServer git;
    private ForgeFixture forge;
    private Mizzen mizzen;

    private DemoWorld(Path shop, int port, Consumer<String> progress) throws IOException {
        folder = Files.createTempDirectory("mizzen-demo");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            long begin = System.nanoTime();
            progress.accept("starting two clusters …");
            clusters = keep(TestCluster.simulated("staging", "prod"));
            progress.accept("staging and prod are ready after " + seconds(begin));
            git = keep(GitServer.start(Files.createDirectory(folder.resolve("git")), Clock.systemUTC()));
            DemoShop.fill(git.repository(REPOSITORY), BRANCH, shop);
            forge = keep(ForgeFixture.start(Clock.systemUTC()));
            forge.requireToken(TOKEN);
            forge.follow(git);
            mizzen = keep(Mizzen.start(ConfigFile.open(configure(port))));
            forge.webhook(REPOSITORY, server().resolve("/hooks/github/shop"), SECRET);
            progress.accept("the daemon runs after " + seconds(begin) + ": " + server());
        } catch (Rejected | SecretMissing | StoreUnavailable | IOException | RuntimeException e) {
            close();
            throw new Failure(Exit.UNREACHABLE, "the demo cannot start: " + e.getMessage());
        }
    }

    /** Starts everything; {@code progress} gets a line for each step. */
    static DemoWorld start(Path shop, int port, Consumer<String> progress) throws IOException {
        return new DemoWorld(shop, port, progress);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private Path configure(int port) throws IOException {
        Path webhook = Files.writeString(folder.resolve("webhook-secret"), SECRET);
        Path token = Files.writeString(folder.resolve("forge-token"), TOKEN);
        Path approver = Files.writeString(folder.resolve(APPROVER), "the-demo's-" + UUID.randomUUID());
        return Files.writeString(folder.resolve("mizzen.yaml"), """
                data: %s
                listen: { host: 127.0.0.1, port: %d }
                sources:
                  - name: shop
                    url: %s
                    webhook: { secret: "file:%s" }
                    forge: { api: "%s", repository: %s, token: "file:%s" }
                clusters:
                  - { name: staging, kubeconfig: %s, labels: { purpose: staging } }
                  - { name: prod, kubeconfig: %s, labels: { purpose: prod } }
                tokens:
                  - { name: you, token: "file:%s" }
                """.formatted(
                        folder.resolve("data"),
                        port,
                        git.url(REPOSITORY),
                        webhook,
                        forge.api(),
                        REPOSITORY,
                        token,
                        clusters.kubeconfig("staging"),
                        clusters.kubeconfig("prod"),
                        approver));
    }

    /** Where the daemon listens. */
    URI server() {
        return URI.create("http://127.0.0.1:" + mizzen.port());
    }

    /** How to clone, push, break and look; one line each. */
    List<String> guide() {
        String staging = clusters.kubeconfig("staging").toString();
        return List.of(
                "",
                "Clone it:  git clone " + git.url(REPOSITORY) + " /tmp/shop && cd /tmp/shop",
                "Promote:   staging has a web that prod has not. Merge the pull request at " + forge.page(REPOSITORY)
                        + ",",
                "           or: git fetch && git merge origin/mizzen/promote/prod/web && git push",
                "Push:      sed -i s/1.5.0/1.6.0/ apps/web/application.yaml && git commit -am 'A new web' && git push",
                "Break it:  sed -i s/properties:/propertie:/ apps/api/application.yaml && git commit -am 'Oops' && git push",
                "Drift:     kubectl --kubeconfig " + staging + " -n shop scale deployment web --replicas 5",
                "Remove:    git rm environments/prod/{api,cache,config,web}.yaml && git commit -m Closed && git push   (is held)",
                "Approve:   mizzen approve --server " + server() + " --token-file " + folder.resolve(APPROVER),
                "Look:      mizzen status --server " + server() + " shop/staging/web",
                "           " + server() + "/   and   " + server() + "/metrics",
                "           mizzen promotions --server " + server(),
                "           kubectl --kubeconfig " + staging + " -n shop get all",
                "Settings:  " + folder.resolve("mizzen.yaml"),
                "End:       Ctrl-C; nothing stays behind",
                "");
    }

    private static String seconds(long begin) {
        return "%.1f s".formatted(Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM stops already: the hook does it
        }
        end();
    }

    private synchronized void end() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("mizzen: while the demo ended: " + e);
            }
        }
        try {
            TemporaryFolder.remove(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("mizzen: " + folder + " could not be removed: " + e.getMessage());
        }
    }
}
