package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.NotRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen validate}: every mistake of a config repository at once. */
@Command(
        name = "validate",
        description = {
            "Find every mistake in a config repository: fields, types, parameters, definitions, placement.",
            "Needs no daemon and no cluster. Exit code 1 if there is any.",
            "",
            "  mizzen validate .                  in the root of a config repository",
            "  mizzen validate . --strict         warnings count as mistakes (in a pull request's check)",
            ""
        },
        mixinStandardHelpOptions = true)
final class Validate implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = ".", description = "the repository (default: .)")
    private Path directory = Path.of(".");

    @Option(names = "--strict", description = "warnings are mistakes: an unknown parameter of an open definition, say")
    private boolean strict;

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    @Mixin
    private Output output = new Output();

    /** What was found; each problem once, in the order of the files that hold them. */
    record Findings(int deliveries, List<Finding> problems, List<Finding> warnings) {}

    @Override
    public Integer call() {
        SequencedSet<Problem> problems = new LinkedHashSet<>();
        SequencedSet<Problem> warnings = new LinkedHashSet<>();
        int deliveries;
        try (Workbench bench =
                Workbench.open(directory, keys, ClusterFacts.UNKNOWN, access).masking(spec.commandLine(), false)) {
            deliveries = bench.spec().deliveries().size();
            problems.addAll(bench.spec().problems());
            Map<EnvironmentName, Optional<List<Manifest>>> rendered = new HashMap<>();
            for (DeliverySpec delivery : bench.spec().deliveries()) {
                Optional<List<Manifest>> objects = check(bench, delivery, problems, warnings);
                rendered.merge(delivery.id().environment(), objects, Validate::both);
            }
            bench.spec()
                    .environments()
                    .forEach(environment -> rendered.getOrDefault(environment.name(), Optional.empty())
                            .ifPresent(objects -> warnings.addAll(IgnoresNothing.in(environment, objects))));
            problems.addAll(bench.definitionProblems());
        }
        Findings findings = new Findings(deliveries, Finding.sorted(problems), Finding.sorted(warnings));
        print(findings);
        return problems.isEmpty() && (warnings.isEmpty() || !strict) ? Exit.OK.code() : Exit.FOUND.code();
    }

    /** What can only be said of all objects of an environment is not said where one of them is not known. */
    private static Optional<List<Manifest>> both(Optional<List<Manifest>> some, Optional<List<Manifest>> others) {
        return some.flatMap(
                a -> others.map(b -> Stream.concat(a.stream(), b.stream()).toList()));
    }

    /** All that the delivery renders; empty where that is not known. */
    private static Optional<List<Manifest>> check(
            Workbench bench, DeliverySpec delivery, SequencedSet<Problem> problems, SequencedSet<Problem> warnings) {
        switch (delivery) {
            case DeliverySpec.Broken broken -> {
                Rejected all = bench.further(broken);
                problems.addAll(all.problems());
                warnings.addAll(all.warnings());
            }
            case DeliverySpec.AwaitingPromotion waiting -> {}
            case DeliverySpec.Deliver deliver -> {
                warnings.addAll(deliver.warnings());
                warnings.addAll(NotRun.in(deliver.application()));
                try {
                    List<Rendered> units = bench.render(deliver);
                    return objects(units, warnings);
                } catch (Rejected e) {
                    problems.addAll(e.problems());
                    warnings.addAll(e.warnings());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<List<Manifest>> objects(List<Rendered> units, SequencedSet<Problem> warnings) {
        List<Manifest> objects = new ArrayList<>();
        boolean late = false;
        for (Rendered unit : units) {
            switch (unit) {
                case Rendered.Ready ready -> {
                    warnings.addAll(ready.warnings());
                    ready.objects().forEach(object -> objects.add(object.manifest()));
                }
                case Rendered.Late waits -> late = true;
            }
        }
        return late ? Optional.empty() : Optional.of(objects);
    }

    private void print(Findings findings) {
        if (output.format() != Output.Format.table) {
            output.print(findings, () -> new Table("PROBLEM"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        findings.problems().forEach(p -> out.println(p.text()));
        findings.warnings().forEach(w -> out.println((strict ? "" : "warning: ") + w.text()));
        int wrong = findings.problems().size() + (strict ? findings.warnings().size() : 0);
        out.println(
                wrong == 0
                        ? findings.deliveries() + (findings.deliveries() == 1 ? " delivery" : " deliveries")
                                + ", no mistakes"
                        : wrong + (wrong == 1 ? " mistake" : " mistakes"));
    }
}
