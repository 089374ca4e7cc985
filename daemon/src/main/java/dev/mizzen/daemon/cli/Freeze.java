package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.GoDuration;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen freeze}: keeps new revisions out of an environment for a while. */
@Command(
        name = "freeze",
        description = {
            "Promote nothing into an environment, and follow no new pin there, for a while.",
            "",
            "  mizzen freeze prod --until 2h                          for two hours from now",
            "  mizzen freeze prod --until 2026-12-27T08:00:00Z --reason \"year's end\"",
            "",
            "Drift is corrected and rollbacks pass meanwhile. At most 30 days; again moves the end.",
            "Who you are is told by your token, as for mizzen approve.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Freeze implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ENV", description = "the environment")
    private String environment = "";

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME|DURATION",
            description = "when it ends, or in how long")
    private String until = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, one line")
    private @Nullable String reason;

    @Option(names = "--source", paramLabel = "NAME", description = "the source, where several have the environment")
    private @Nullable String source;

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Override
    public Integer call() {
        String who = token.read(System.getenv(), "to freeze");
        Map<String, String> body = new LinkedHashMap<>();
        body.put("environment", environment);
        body.put("until", time(until, Clock.systemUTC().instant()).toString());
        if (reason != null) {
            body.put("reason", reason);
        }
        if (source != null) {
            body.put("source", source);
        }
        try (DaemonApi daemon = server.open()) {
            JsonNode frozen = daemon.changed("POST", "/api/v1/freezes", body, who);
            spec.commandLine()
                    .getOut()
                    .println(frozen.path("source").asString("") + "/" + environment + " is frozen until "
                            + frozen.path("until").asString(""));
        }
        return Exit.OK.code();
    }

    /** To the second; a duration is counted from {@code now}. */
    static Instant time(String text, Instant now) {
        return GoDuration.parse(text)
                .map((Duration wait) -> now.plus(wait).truncatedTo(ChronoUnit.SECONDS))
                .orElseGet(() -> {
                    try {
                        return OffsetDateTime.parse(text).toInstant();
                    } catch (DateTimeException e) {
                        throw new Failure(
                                Exit.USAGE,
                                "\"" + text
                                        + "\" is neither a duration such as 2h nor a time such as 2026-12-27T08:00:00Z");
                    }
                });
    }
}
