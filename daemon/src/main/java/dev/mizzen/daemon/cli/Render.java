package dev.mizzen.daemon.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mizzen.daemon.report.Masked;
import dev.mizzen.daemon.resolved.ResolvedFile;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.NotRun;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code mizzen render}: the objects that the daemon would apply. */
@Command(
        name = "render",
        description = {
            "Print the objects that a config repository means, as the daemon would apply them.",
            "Needs no daemon and no cluster. The values of Secrets are masked.",
            "",
            "  mizzen render .                          everything",
            "  mizzen render . web --env prod           one application in one environment",
            "  mizzen render . --kubernetes 1.30        as for a cluster of that version",
            "  mizzen render . --resolved web.yaml      as the daemon renders it, see: mizzen resolved --help",
            "",
            "With each component come the digests of its inputs and its objects: equal inputs, equal bytes.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Render implements Callable<Integer> {
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

    @Option(names = "--env", paramLabel = "ENV", description = "one environment (default: all)")
    private @Nullable String environment;

    @Option(names = "--show-secrets", description = "print the values of Secrets")
    private boolean showSecrets;

    @Mixin
    private KubernetesVersion version = new KubernetesVersion();

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    @Mixin
    private ResolvedOption resolved = new ResolvedOption();

    @Mixin
    private Output output = new Output();

    /** One unit: where it goes, what it depends on, and its objects; or what it waits for. */
    record RenderedUnit(
            String delivery,
            String component,
            String cluster,
            String inputs,
            String output,
            List<RenderedManifest> objects,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String waitsFor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Likeness daemon) {}

    /** An object and what made it. */
    record RenderedManifest(String from, JsonNode object) {}

    @Override
    public Integer call() {
        List<RenderedUnit> units = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Problem> notRun = new ArrayList<>();
        Optional<ResolvedFile> file = resolved.read();
        file.ifPresent(known -> ResolvedOption.require(known, app, environment));
        try (Workbench bench = Workbench.open(directory, keys, version.facts(), access)
                .masking(spec.commandLine(), showSecrets)
                .knowing(file)) {
            problems.addAll(bench.spec().problems());
            for (DeliverySpec delivery : chosen(bench, file)) {
                render(bench, file, delivery, units, problems);
                if (delivery instanceof DeliverySpec.Deliver deliver) {
                    notRun.addAll(NotRun.in(deliver.application()));
                }
            }
        }
        print(units);
        PrintWriter err = spec.commandLine().getErr();
        Finding.sorted(problems).forEach(p -> err.println(p.text()));
        Finding.sorted(notRun).forEach(p -> err.println("warning: " + p.text()));
        boolean differs = units.stream()
                .anyMatch(unit -> unit.daemon() != null && unit.daemon().differs());
        return problems.isEmpty() && !differs ? Exit.OK.code() : Exit.FOUND.code();
    }

    private List<DeliverySpec> chosen(Workbench bench, Optional<ResolvedFile> file) {
        Optional<DeliveryId> id = file.map(ResolvedFile::delivery);
        return bench.deliveries(
                id.map(known -> known.app().value()).or(() -> Optional.ofNullable(app)),
                id.map(known -> known.environment().value()).or(() -> Optional.ofNullable(environment)));
    }

    private void render(
            Workbench bench,
            Optional<ResolvedFile> file,
            DeliverySpec delivery,
            List<RenderedUnit> units,
            List<Problem> problems) {
        switch (delivery) {
            case DeliverySpec.Broken broken -> problems.addAll(broken.problems());
            case DeliverySpec.AwaitingPromotion waiting -> {}
            case DeliverySpec.Deliver deliver -> {
                file.ifPresent(known -> ResolvedOption.require(known, deliver));
                try {
                    bench.render(deliver).forEach(rendered -> units.add(unit(deliver, file, rendered)));
                } catch (Rejected e) {
                    problems.addAll(e.problems());
                }
            }
        }
    }

    private RenderedUnit unit(DeliverySpec.Deliver delivery, Optional<ResolvedFile> file, Rendered rendered) {
        Optional<Rendered.Ready> ready =
                rendered instanceof Rendered.Ready whole ? Optional.of(whole) : Optional.empty();
        List<RenderedObject> objects = ready.map(Rendered.Ready::objects).orElse(List.of());
        return new RenderedUnit(
                delivery.id().environment() + "/" + delivery.id().app(),
                rendered.unit().component().name(),
                rendered.unit().cluster().value(),
                ready.map(whole -> whole.inputs().hex()).orElse(""),
                ready.map(whole -> whole.output().hex()).orElse(""),
                objects.stream()
                        .map(o -> new RenderedManifest(
                                o.trait().isEmpty()
                                        ? o.role().name().toLowerCase(java.util.Locale.ROOT)
                                        : "trait " + o.trait(),
                                shown(o.manifest().json())))
                        .toList(),
                waitsFor(rendered),
                ready.flatMap(whole -> file.map(known -> Likeness.of(whole, known.told(whole.unit()))))
                        .orElse(null));
    }

    private static @Nullable String waitsFor(Rendered rendered) {
        return switch (rendered) {
            case Rendered.Late late -> late.waitsFor();
            case Rendered.Ready ready ->
                ready.look().late().isEmpty()
                        ? null
                        : String.join("; ", ready.look().late());
        };
    }

    private ObjectNode shown(ObjectNode object) {
        return showSecrets ? object : Masked.of(object);
    }

    private void print(List<RenderedUnit> units) {
        if (output.format() == Output.Format.json) {
            output.print(units, () -> new Table("OBJECT"));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        for (RenderedUnit unit : units) {
            if (unit.waitsFor() != null) {
                out.println("# " + unit.delivery() + ", component " + unit.component() + " on " + unit.cluster()
                        + " is rendered once it has " + unit.waitsFor());
                continue;
            }
            for (RenderedManifest manifest : unit.objects()) {
                out.println("---");
                out.println("# " + unit.delivery() + ", component " + unit.component() + " on " + unit.cluster() + ", "
                        + manifest.from());
                out.print(Output.yaml(manifest.object()));
            }
            out.println("# inputs " + unit.inputs());
            out.println("# output " + unit.output());
            if (unit.daemon() != null) {
                out.println("# " + unit.daemon().line());
            }
        }
        out.flush();
    }
}
