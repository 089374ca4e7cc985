package dev.mizzen.daemon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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

/** {@code mizzen history}: what happened to applications, as a running daemon remembers it. */
@Command(
        name = "history",
        description = {
            "Show releases, runs, approvals, drift and what else happened to applications, the newest first.",
            "",
            "  mizzen history                       of all applications",
            "  mizzen history web prod              of one, in one environment",
            "  mizzen history web --kind release    only what became of each commit",
            "  mizzen history --since 12h -o json   for a script",
            ""
        },
        mixinStandardHelpOptions = true)
final class History implements Callable<Integer> {
    private static final int SHORT = 8;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "of this application only")
    private @Nullable String app;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ENV", description = "in this environment only")
    private @Nullable String environment;

    @Option(names = "--source", paramLabel = "SOURCE", description = "of this source only")
    private @Nullable String source;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "only this: release, run, or the kind of an event, such as drift")
    private @Nullable String kind;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "how far back, as 90m, 12h or 30d, or a time as 2026-11-22T12:00:00Z (default: all)")
    private @Nullable String since;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            defaultValue = "50",
            description = "the most rows, up to 500 (default: 50)")
    private int limit;

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Map<String, String> asked = new LinkedHashMap<>();
        Optional.ofNullable(app).ifPresent(name -> asked.put("app", name));
        Optional.ofNullable(environment).ifPresent(name -> asked.put("env", name));
        Optional.ofNullable(source).ifPresent(name -> asked.put("source", name));
        Optional.ofNullable(kind).ifPresent(word -> asked.put("kind", word));
        Optional.ofNullable(since).ifPresent(time -> asked.put("since", time));
        asked.put("limit", Integer.toString(limit));
        try (DaemonApi daemon = server.open()) {
            JsonNode answer = daemon.asked("/api/v1/history", asked);
            if (output.format() == Output.Format.table && answer.path("history").isEmpty()) {
                spec.commandLine().getOut().println("nothing is known of that");
            } else {
                output.print(answer, () -> table(answer.path("history")));
            }
        }
        return Exit.OK.code();
    }

    private static Table table(JsonNode history) {
        Table table = new Table("AT", "APPLICATION", "ENV", "KIND", "COMMIT", "RESULT", "MESSAGE");
        for (JsonNode entry : history) {
            String revision = text(entry, "revision");
            String at = text(entry, "at");
            table.row(
                    at.length() > 19 ? at.substring(0, 19) + "Z" : at,
                    text(entry, "app"),
                    text(entry, "environment"),
                    text(entry, "kind"),
                    revision.substring(0, Math.min(SHORT, revision.length())),
                    coloured(text(entry, "result")),
                    text(entry, "message").lines().findFirst().orElse(""));
        }
        return table;
    }

    private static String coloured(String result) {
        return switch (result) {
            case "" -> "";
            case "healthy", "synced" -> "@|green " + result + "|@";
            case "failed", "rejected", "rolled-back" -> "@|bold,red " + result + "|@";
            default -> result;
        };
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
