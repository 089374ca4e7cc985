package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen diff}: what delivering a directory would change on a cluster, by dry run. */
@Command(
        name = "diff",
        description = {
            "Show what delivering a config repository would change on a cluster.",
            "Asks the cluster by dry run and writes nothing. Needs no daemon. The values of",
            "Secrets are masked. Exit code 1 if there are differences.",
            "",
            "  mizzen diff . --env prod --kubeconfig prod.yaml        everything in prod",
            "  mizzen diff . web --env prod --kubeconfig prod.yaml    one application",
            ""
        },
        mixinStandardHelpOptions = true)
final class Diff implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "the repository")
    private Path directory = Path.of(".");

    @Parameters(index = "1", arity = "0..1", paramLabel = "APP", description = "one application (default: all)")
    private @Nullable String app;

    @Option(names = "--env", required = true, paramLabel = "ENV", description = "the environment")
    private String environment = "";

    @Option(names = "--kubeconfig", required = true, paramLabel = "FILE", description = "how to reach the cluster")
    private Path kubeconfig = Path.of("");

    @Option(names = "--context", paramLabel = "NAME", description = "in the kubeconfig (default: its current one)")
    private @Nullable String context;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "which of the environment's clusters it is (only if there are several)")
    private @Nullable String cluster;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "the source's name in mizzen.yaml (default: whose delivery it is on the cluster)")
    private @Nullable String source;

    @Option(
            names = "--manager",
            paramLabel = "NAME",
            defaultValue = "mizzen",
            description = "the daemon's field manager (default: mizzen)")
    private String manager = "mizzen";

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        List<ObjectDiff> diffs = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (LiveCluster live = LiveCluster.open(kubeconfig, Optional.ofNullable(context), manager);
                Workbench bench =
                        Workbench.open(directory, keys, live.facts(), access).masking(spec.commandLine(), false)) {
            problems.addAll(bench.spec().problems());
            for (DeliverySpec delivery : bench.deliveries(Optional.ofNullable(app), Optional.of(environment))) {
                diffs.addAll(diff(live, bench, delivery, problems));
            }
        }
        print(diffs);
        PrintWriter err = spec.commandLine().getErr();
        Finding.sorted(problems).forEach(problem -> err.println(problem.text()));
        boolean same = diffs.stream().noneMatch(ObjectDiff::differs);
        return same && problems.isEmpty() ? Exit.OK.code() : Exit.FOUND.code();
    }

    private List<ObjectDiff> diff(LiveCluster live, Workbench bench, DeliverySpec delivery, List<Problem> problems) {
        return switch (delivery) {
            case DeliverySpec.AwaitingPromotion waiting -> List.of();
            case DeliverySpec.Broken broken -> {
                problems.addAll(broken.problems());
                yield List.of();
            }
            case DeliverySpec.Deliver deliver -> {
                try {
                    LiveCluster.Changes changes =
                            live.changes(bench, deliver, Optional.ofNullable(cluster), Optional.ofNullable(source));
                    yield changes.all().stream()
                            .map(change -> ObjectDiff.of(changes.delivery(), change))
                            .toList();
                } catch (Rejected e) {
                    problems.addAll(e.problems());
                    yield List.of();
                }
            }
        };
    }

    private void print(List<ObjectDiff> diffs) {
        List<ObjectDiff> told = diffs.stream().filter(ObjectDiff::isTold).toList();
        if (output.format() != Output.Format.table) {
            output.print(told, () -> new Table("OBJECT"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        told.forEach(
                diff -> diff.lines(spec.commandLine().getColorScheme().ansi()).forEach(out::println));
        if (told.isEmpty()) {
            out.println("no differences in " + diffs.size() + (diffs.size() == 1 ? " object" : " objects"));
        }
        out.flush();
    }
}
