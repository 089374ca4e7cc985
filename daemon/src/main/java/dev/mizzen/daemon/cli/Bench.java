package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.bench.Benchmark;
import dev.mizzen.daemon.cli.bench.Figures;
import dev.mizzen.reconcile.apply.ApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code mizzen bench}: how fast the daemon is on this machine, and on how much. */
@Command(
        name = "bench",
        description = {
            "Measure the daemon on this machine: a repository of plain manifests, an API server, and as the floor a bare",
            "client that only applies the same objects, all in one run. Progress goes to stderr, one JSON object to stdout.",
            "",
            "  mizzen bench --apps 100                              a few minutes",
            "  mizzen bench --apps 1000 > figures.json",
            "  mizzen bench --apps 100 --kubeconfig kind.yaml       on a cluster of yours, in the namespace \"bench\"",
            "",
            "Names of the figures end with their unit: floor_s is the bare client, all_healthy_s the daemon from its start to",
            "all applied and healthy, ratio the second over the first. docs/benchmark.md explains each.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
    private static final int FEWEST_OBJECTS = 4;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--apps", paramLabel = "N", defaultValue = "100", description = "applications (default: 100)")
    private int apps = 100;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "4",
            description = "objects of each, 4 or more: a ServiceAccount, a ConfigMap, a Deployment without replicas, an"
                    + " Ingress, and then ConfigMaps (default: 4)")
    private int objects = FEWEST_OBJECTS;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "a cluster to use instead of a fresh test cluster; its namespace \"bench\" is made and deleted")
    private @Nullable Path kubeconfig;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (apps < 1 || objects < FEWEST_OBJECTS) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--apps must be 1 or more and --objects " + FEWEST_OBJECTS + " or more");
        }
        PrintWriter err = spec.commandLine().getErr();
        Path folder = Files.createTempDirectory("mizzen-bench");
        try (Benchmark benchmark =
                new Benchmark(apps, objects, Optional.ofNullable(kubeconfig), folder, err::println)) {
            Figures figures = benchmark.run();
            spec.commandLine().getOut().println(JSON.writeValueAsString(figures.all()));
            spec.commandLine().getOut().flush();
            return Exit.OK.code();
        } catch (ApiException | IllegalStateException e) {
            throw new Failure(Exit.UNREACHABLE, "the benchmark ended early: " + e.getMessage());
        } finally {
            TemporaryFolder.remove(folder);
        }
    }
}
