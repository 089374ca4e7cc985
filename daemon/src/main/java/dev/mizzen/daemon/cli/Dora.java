package dev.mizzen.daemon.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
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

/** {@code mizzen dora}: how often and how well applications are delivered, as a running daemon counted. */
@Command(
        name = "dora",
        description = {
            "Show how often each application is deployed, how fast, how many deployments failed, and for how long.",
            "",
            "  mizzen dora                          all applications, over 30 days",
            "  mizzen dora web prod --window 7d     one, over a week",
            "  mizzen dora -o json                  for a script",
            ""
        },
        mixinStandardHelpOptions = true)
final class Dora implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "of this application only")
    private @Nullable String app;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ENV", description = "in this environment only")
    private @Nullable String environment;

    @Option(names = "--source", paramLabel = "SOURCE", description = "of this source only")
    private @Nullable String source;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "30d",
            description = "over what time, as 12h or 30d (default: 30d)")
    private String window = "30d";

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
        asked.put("window", window);
        try (DaemonApi daemon = server.open()) {
            JsonNode answer = daemon.asked("/api/v1/dora", asked);
            if (output.format() == Output.Format.table && answer.path("figures").isEmpty()) {
                spec.commandLine().getOut().println("nothing was released in that time");
            } else {
                output.print(answer, () -> table(answer.path("figures")));
            }
        }
        return Exit.OK.code();
    }

    private static Table table(JsonNode figures) {
        Table table =
                new Table("APPLICATION", "ENV", "DEPLOYMENTS", "PER DAY", "PUSH TO HEALTHY", "FAILED", "TO RESTORE");
        for (JsonNode one : figures) {
            table.row(
                    one.path("app").asString(""),
                    one.path("environment").asString(""),
                    one.path("deployments").asString("0"),
                    String.format(
                            Locale.ROOT, "%.2f", one.path("deploymentsPerDay").asDouble(0)),
                    time(one.path("pushToHealthySeconds")),
                    rate(one.path("changeFailureRate")),
                    time(one.path("timeToRestoreSeconds")));
        }
        return table;
    }

    private static String rate(JsonNode rate) {
        return rate.isNumber() ? String.format(Locale.ROOT, "%.0f %%", rate.asDouble() * 100) : "-";
    }

    /** In the two largest units that say something. */
    private static String time(JsonNode seconds) {
        if (!seconds.isNumber()) {
            return "-";
        }
        Duration time = Duration.ofMillis(Math.round(seconds.asDouble() * 1_000));
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
