package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen rollback}: an application goes back to what it was in an environment. */
@Command(
        name = "rollback",
        description = {
            "Move an application of an environment back to an earlier revision, in Git.",
            "",
            "  mizzen rollback web prod            to what was healthy there before",
            "  mizzen rollback web prod 3f9a0c1    to this commit",
            "",
            "It moves the pin of the overlay as promotions into the environment do: by a pull request that waits to be"
                    + " merged, or by a commit. The revision that it leaves is listed as rejected and is not promoted"
                    + " there again; a newer one is. Nothing is changed on a cluster before it is changed in Git.",
            "",
            "Who you are is told by your token, in MIZZEN_TOKEN or in a file, as for: mizzen approve",
            ""
        },
        mixinStandardHelpOptions = true)
final class Rollback implements Callable<Integer> {
    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{7,64}");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "APP", description = "the application")
    private String app = "";

    @Parameters(index = "1", paramLabel = "ENV", description = "where it goes back")
    private String environment = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "REVISION",
            description = "the commit to go back to, 7 digits or more (default: what was healthy there before)")
    private @Nullable String revision;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "the source of the application, where more than one has it")
    private @Nullable String source;

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private TokenOption who = new TokenOption();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        String digits = revision;
        if (digits != null && !REVISION.matcher(digits).matches()) {
            throw new Failure(Exit.USAGE, "\"" + digits + "\" is no commit: expected 7 to 64 hexadecimal digits");
        }
        String token = who.read(System.getenv(), "to roll back");
        try (DaemonApi daemon = server.open()) {
            String of = source == null ? only(daemon.asked("/api/v1/promotions", Map.of())) : source;
            JsonNode done = daemon.rollBack(of, environment, app, Optional.ofNullable(digits), token);
            if (output.format() == Output.Format.table) {
                spec.commandLine().getOut().println(done.path("message").asString(""));
                if (done.path("pullRequest").isString()) {
                    spec.commandLine().getOut().println(done.path("pullRequest").asString(""));
                }
            } else {
                output.print(done, () -> new Table("MESSAGE"));
            }
        }
        return Exit.OK.code();
    }

    /** The source that promotes this application into this environment. */
    private String only(JsonNode answer) {
        List<JsonNode> there = answer.path("promotions")
                .valueStream()
                .filter(one -> one.path("app").asString("").equals(app)
                        && one.path("to").asString("").equals(environment))
                .toList();
        if (there.isEmpty()) {
            Set<String> names = answer.path("promotions")
                    .valueStream()
                    .map(one ->
                            one.path("app").asString("") + " " + one.path("to").asString(""))
                    .collect(Collectors.toSet());
            throw new Failure(
                    Exit.FOUND,
                    "nothing is promoted as " + app + " " + environment
                            + Nearest.to(app + " " + environment, names)
                                    .map(nearest -> "; did you mean " + nearest + "?")
                                    .orElse("; see: mizzen promotions"));
        }
        if (there.size() > 1) {
            throw new Failure(
                    Exit.USAGE,
                    "more than one source has " + app + " in " + environment + ": say --source "
                            + there.stream()
                                    .map(one -> one.path("source").asString(""))
                                    .collect(Collectors.joining(" or --source ")));
        }
        return there.getFirst().path("source").asString("");
    }
}
