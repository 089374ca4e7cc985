package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.conformance.Case;
import dev.mizzen.daemon.cli.conformance.CaseRun;
import dev.mizzen.daemon.cli.conformance.Verdict;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.HelperPool;
import dev.mizzen.reconcile.render.Renderer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen conformance}: whether Mizzen makes of Applications what KubeVela made of them. */
@Command(
        name = "conformance",
        description = {
            "Render Applications and compare with what KubeVela's command line made of them.",
            "",
            "DIR holds <group>/<case>/ with app.yaml, further files, defs/*.yaml, and expected.yaml or error.txt;",
            "<group>.tsv says with which arguments a case was made (columns id, args, extra_files).",
            "Prints a line for each case that differs, and last the counts. Differences that are meant are listed in",
            "docs/kubevela-differences.md. Exit code 1 if any case fails.",
            "",
            "  mizzen conformance cases/                            with the built-in definitions",
            "  mizzen conformance cases/ --definitions vela/        with others in their place",
            ""
        },
        mixinStandardHelpOptions = true)
final class Conformance implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "the folder of groups of cases")
    private Path directory = Path.of(".");

    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "definitions (.cue, .yaml, at any depth) to use in place of the built-in ones")
    private @Nullable Path definitions;

    @Option(
            names = "--minor",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "the cluster's minor version that definitions choose APIs by (default: 0, as without a cluster)")
    private int minor;

    @Option(names = "--verbose", description = "print a line for each case that passes too")
    private boolean verbose;

    @Override
    public Integer call() {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                ExecutorService drains = Executors.newVirtualThreadPerTaskExecutor();
                HelperPool pool = new HelperPool(Programs.renderer(), HelperPool.Limits.DEFAULT, timer, drains)) {
            List<Case> cases = Case.in(directory);
            if (cases.isEmpty()) {
                throw new Failure(Exit.USAGE, directory + " holds no cases: expected <group>/<case>/app.yaml");
            }
            return run(cases, new CaseRun(new Renderer(pool), catalog(pool), new ClusterFacts("", "", "", minor)));
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, "a file cannot be read: " + e.getMessage());
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    private int run(List<Case> cases, CaseRun run) throws IOException, Waiting {
        PrintWriter out = spec.commandLine().getOut();
        int passed = 0;
        int failed = 0;
        int listed = 0;
        for (Case one : cases) {
            switch (run.verdict(one)) {
                case Verdict.Passed ok -> {
                    passed++;
                    if (verbose) {
                        out.println("passed  " + one.id());
                    }
                }
                case Verdict.Listed other -> {
                    listed++;
                    out.println("differs " + one.id() + ": " + other.reason().subject());
                }
                case Verdict.Failed wrong -> {
                    failed++;
                    out.println("failed  " + one.id() + ": " + wrong.difference());
                }
            }
        }
        out.println(passed + " passed, " + failed + " failed, " + listed + " differ by a listed reason");
        return failed == 0 ? Exit.OK.code() : Exit.FOUND.code();
    }

    private Catalog catalog(HelperPool pool) throws IOException {
        Path folder = definitions;
        if (folder == null) {
            return Catalog.builtIn(pool);
        }
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file :
                    all.filter(f -> f.toString().matches(".*\\.(cue|ya?ml)")).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return Catalog.inPlaceOfBuiltIn(pool, files);
    }
}
