package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.DaemonApi.Delivery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mizzen demo}: two clusters, a repository, the daemon, and what becomes of a push. */
@Command(
        name = "demo",
        description = {
            "Run Mizzen on this machine: two clusters (staging and prod), a Git repository with a small shop, the daemon,",
            "and a live table. Needs nothing but this checkout, and leaves nothing behind when it ends (Ctrl-C).",
            "",
            "  mizzen demo                        stay, and play with it",
            "  MIZZEN_LOG_LEVEL=INFO mizzen demo  with the daemon's log",
            "  mizzen demo --once                 end when everything is healthy (exit code 0) or --timeout has passed (1)",
            ""
        },
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
    private static final String LOG_LEVEL = "MIZZEN_LOG_LEVEL";
    private static final Duration REDRAW = Duration.ofMillis(500);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--once", description = "end as soon as every delivery is healthy")
    private boolean once;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "with --once, how long to wait (default: 180)")
    private int timeoutSeconds = 180;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where the daemon listens; 0 takes a free one (default: 8080)")
    private int port = 8080;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (System.getenv(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "OFF"); // the table tells it; the log would be written across it
        }
        Path shop = Programs.home().resolve("test-repos/shop/commits/01-the-shop-opens");
        PrintWriter out = spec.commandLine().getOut();
        try (DemoWorld world = DemoWorld.start(shop, port, step -> {
                    out.println(step);
                    out.flush();
                });
                DaemonApi daemon = new DaemonApi(world.server())) {
            if (!once) {
                world.guide().forEach(out::println);
            }
            return watch(daemon, out);
        }
    }

    private int watch(DaemonApi daemon, PrintWriter out) throws InterruptedException {
        LiveTable table = new LiveTable(
                out,
                spec.commandLine().getColorScheme(),
                spec.commandLine().getColorScheme().ansi().enabled());
        Instant deadline = Instant.now().plusSeconds(timeoutSeconds);
        while (true) {
            List<Delivery> deliveries = daemon.deliveries();
            if (!deliveries.isEmpty()) {
                table.show(deliveries);
            }
            if (once && !deliveries.isEmpty() && deliveries.stream().allMatch(StatusTable::isWell)) {
                out.println("all " + deliveries.size() + " deliveries are healthy");
                return Exit.OK.code();
            }
            if (once && Instant.now().isAfter(deadline)) {
                out.println("not healthy after " + timeoutSeconds + " s");
                return Exit.FOUND.code();
            }
            Thread.sleep(REDRAW);
        }
    }
}
