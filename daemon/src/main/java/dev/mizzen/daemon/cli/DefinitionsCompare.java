package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.DefinitionDirectory;
import dev.mizzen.reconcile.model.Rejected;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code mizzen definitions compare}: whether other definitions of the same names make the same of the same inputs. */
@Command(
        name = "compare",
        description = {
            "Compare the definitions of a directory with the built-in ones of the same kind and name.",
            "Parameters are made up from the schemas, so that any two choices stand together; each of them is",
            "rendered by both, for several versions of Kubernetes. Attributes, schema, what is accepted, objects,",
            "names of outputs and health are compared. Exit code 1 if anything differs without a listed reason.",
            "",
            "  mizzen definitions compare kubevela/vela-templates/definitions",
            "  mizzen definitions compare DIR --only gateway,storage",
            ""
        },
        mixinStandardHelpOptions = true)
final class DefinitionsCompare implements Callable<Integer> {
    /** Inputs of one request, so that it ends long before its deadline. */
    private static final int CHUNK = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "other definitions, at any depth, *.cue or *.yaml")
    private Path directory = Path.of("");

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "compare only these (default: all)")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--minors",
            split = ",",
            paramLabel = "N",
            defaultValue = "0,20,22,25,33",
            description = "minor versions of Kubernetes (default: 0,20,22,25,33)")
    private List<Integer> minors = new ArrayList<>();

    @Mixin
    private Output output = new Output();

    /** What a pair of definitions showed; {@code inputs} counts what both were rendered with. */
    record Compared(String kind, String name, int inputs, List<Seen> differences) {
        boolean isEqual() {
            return differences.isEmpty();
        }

        boolean isListed() {
            return differences.stream().allMatch(seen -> !seen.reason().isEmpty());
        }
    }

    /** A field that differs, the first input that shows it, and how many do; {@code reason} is empty where none is listed. */
    record Seen(String what, String path, String theirs, String ours, String input, int inputs, String reason) {}

    @Override
    public Integer call() {
        List<Compared> all = new ArrayList<>();
        PrintWriter err = spec.commandLine().getErr();
        boolean table = output.format() == Output.Format.table;
        PrintWriter out = spec.commandLine().getOut();
        try (DefinitionBench bench = new DefinitionBench()) {
            DefinitionDirectory theirs = bench.below(directory);
            Finding.sorted(theirs.problems()).forEach(problem -> err.println(problem.text()));
            List<Definition> ours = bench.builtIn();
            for (Definition their : theirs.definitions()) {
                if (!only.isEmpty() && !only.contains(their.name())) {
                    continue;
                }
                Optional<Definition> our = ours.stream()
                        .filter(d -> d.kind() == their.kind() && d.name().equals(their.name()))
                        .findFirst();
                if (our.isEmpty()) {
                    err.println("not compared: no " + their.kind().wire() + " \"" + their.name() + "\" is built in");
                    continue;
                }
                Compared compared = compare(bench, their, our.get());
                all.add(compared);
                if (table) {
                    print(out, compared);
                }
            }
        }
        finish(out, all);
        return all.stream().allMatch(Compared::isListed) ? Exit.OK.code() : Exit.FOUND.code();
    }

    private Compared compare(DefinitionBench bench, Definition theirs, Definition ours) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        Map<String, String> reasons = DefinitionReasons.of(ours);
        int total = 0;
        try {
            for (int from = 0; from == 0 || from < total; from += CHUNK) {
                ObjectNode request = request(theirs, ours).put("from", from).put("count", CHUNK);
                JsonNode answer = bench.answer(request);
                total = answer.path("inputs").asInt(0);
                for (JsonNode difference : answer.path("differences")) {
                    Seen one = seen(difference, reasons);
                    seen.merge(one.what() + " " + one.path(), one, DefinitionsCompare::again);
                }
            }
        } catch (Rejected e) {
            String message = e.problems().getFirst().toString();
            seen.put("", new Seen("renderer", "", message, "", "", 1, DefinitionReasons.find(reasons, "renderer", "")));
        }
        return new Compared(ours.kind().wire(), ours.name(), total, List.copyOf(seen.values()));
    }

    private ObjectNode request(Definition theirs, Definition ours) {
        ObjectNode request = tools.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("op", "compare");
        request.set("theirs", theirs.body());
        request.set("ours", ours.body());
        minors.forEach(request.putArray("minors")::add);
        return request;
    }

    private static Seen seen(JsonNode difference, Map<String, String> reasons) {
        String what = difference.path("what").asString("");
        String path = difference.path("path").asString("");
        return new Seen(
                what,
                path,
                difference.path("theirs").asString(""),
                difference.path("ours").asString(""),
                difference.path("input").asString(""),
                1,
                DefinitionReasons.find(reasons, what, path));
    }

    private static Seen again(Seen first, Seen next) {
        return new Seen(
                first.what(),
                first.path(),
                first.theirs(),
                first.ours(),
                first.input(),
                first.inputs() + next.inputs(),
                first.reason());
    }

    private static void print(PrintWriter out, Compared compared) {
        for (Seen seen : compared.differences()) {
            out.println(compared.kind() + " " + compared.name() + ": " + seen.what()
                    + (seen.path().isEmpty() ? "" : " " + seen.path()) + ": theirs " + seen.theirs() + ", ours "
                    + seen.ours()
                    + (seen.input().isEmpty() ? "" : ", as with " + seen.input())
                    + (seen.reason().isEmpty() ? "" : " (on purpose: " + seen.reason() + ")"));
        }
        out.flush();
    }

    private void finish(PrintWriter out, List<Compared> all) {
        if (output.format() != Output.Format.table) {
            output.print(all, () -> new Table("NAME"));
            return;
        }
        List<String> listed = all.stream()
                .filter(compared -> !compared.isEqual() && compared.isListed())
                .map(Compared::name)
                .toList();
        if (!listed.isEmpty()) {
            out.println("on purpose: " + String.join(", ", listed));
        }
        long equal = all.stream().filter(Compared::isEqual).count();
        out.println(equal + " equal, " + (all.size() - equal) + " differ");
        out.flush();
    }
}
