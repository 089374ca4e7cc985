package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.AppName;
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
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen diff}: what delivering a directory would change on a cluster, by dry run. */
@Command(
        name = "diff",
        description = {
            "Show what delivering a config repository would change on a cluster,",
            "or what differs between two environments.",
            "",
            "  mizzen diff . --env prod --kubeconfig prod.yaml        everything in prod",
            "  mizzen diff . web --env prod --kubeconfig prod.yaml    one application",
            "",
            "A cluster is asked by dry run; nothing is written.",
            "",
            "  mizzen diff --env staging --env prod web               one application",
            "  mizzen diff --env staging --env prod ./config          everything there",
            "  mizzen diff --env staging --env prod -o json web       for scripts",
            "",
            "Both environments are rendered as they are in the directory, and compared",
            "object by object, by kind and name, wherever an environment puts them; then",
            "field by field. No cluster is asked. A single word is an application of the",
            "repository that you are in; a directory has a / or is a dot.",
            "",
            "The values of Secrets are masked, and still told apart. Needs no daemon.",
            "Exit code 1 if there are differences.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Diff implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the repository (default: .)")
    private Path directory = Path.of(".");

    @Parameters(index = "1", arity = "0..1", paramLabel = "APP", description = "one application (default: all)")
    private @Nullable String app;

    @Option(
            names = "--env",
            required = true,
            paramLabel = "ENV",
            description = "the environment; twice: those that are compared")
    private List<String> environments = List.of();

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "how to reach the cluster")
    private @Nullable Path kubeconfig;

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
    private KubernetesVersion version = new KubernetesVersion();

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (environments.size() > 2) {
            throw usage("--env is given once, to compare with a cluster, or twice, to compare two environments");
        }
        return environments.size() == 2
                ? betweenEnvironments(environments.getFirst(), environments.getLast())
                : withCluster(environments.getFirst());
    }

    private static Failure usage(String message) {
        return new Failure(Exit.USAGE, message);
    }

    private int betweenEnvironments(String left, String right) {
        if (kubeconfig != null || context != null || cluster != null || source != null) {
            throw usage("two environments are compared without a cluster: --kubeconfig, --context, --cluster and"
                    + " --source belong to one --env");
        }
        if (left.equals(right)) {
            throw usage("an environment does not differ from itself: --env is twice " + left);
        }
        boolean word = app == null && AppName.isAppName(directory.toString());
        Optional<String> chosen = word ? Optional.of(directory.toString()) : Optional.ofNullable(app);
        try (Workbench bench = Workbench.open(word ? Path.of(".") : directory, keys, version.facts(), access)
                .masking(spec.commandLine(), false)) {
            bench.deliveries(chosen, Optional.empty());
            EnvironmentComparison comparison = new EnvironmentComparison(bench, left, right);
            List<EnvironmentDiff> diffs = comparison.of(chosen);
            print(diffs, comparison.compared(), left, right);
            List<Problem> problems = new ArrayList<>(bench.spec().problems());
            problems.addAll(comparison.problems());
            PrintWriter err = spec.commandLine().getErr();
            Finding.sorted(problems).forEach(problem -> err.println(problem.text()));
            comparison.notes().forEach(note -> err.println("warning: " + note));
            return diffs.isEmpty() && problems.isEmpty() ? Exit.OK.code() : Exit.FOUND.code();
        }
    }

    private void print(List<EnvironmentDiff> diffs, int compared, String left, String right) {
        if (output.format() != Output.Format.table) {
            output.print(diffs, () -> new Table("OBJECT"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        diffs.forEach(diff -> diff.lines(ansi, left, right).forEach(out::println));
        if (diffs.isEmpty()) {
            out.println("no differences in " + compared + (compared == 1 ? " object" : " objects"));
        }
        out.flush();
    }

    private int withCluster(String environment) {
        if (kubeconfig == null) {
            throw usage("say with --kubeconfig how to reach the cluster, or with a second --env which environment to"
                    + " compare with");
        }
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
