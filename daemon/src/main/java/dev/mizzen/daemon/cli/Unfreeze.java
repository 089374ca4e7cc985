package dev.mizzen.daemon.cli;

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

/** {@code mizzen unfreeze}: ends a freeze before its time. */
@Command(
        name = "unfreeze",
        description = {"End the freeze of an environment. What waited for it goes on; its windows still count.", ""},
        mixinStandardHelpOptions = true)
final class Unfreeze implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ENV", description = "the environment")
    private String environment = "";

    @Option(names = "--source", paramLabel = "NAME", description = "the source, where it is frozen in several")
    private @Nullable String source;

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Override
    public Integer call() {
        String who = token.read(System.getenv(), "to unfreeze");
        Map<String, String> body = new LinkedHashMap<>();
        body.put("environment", environment);
        if (source != null) {
            body.put("source", source);
        }
        try (DaemonApi daemon = server.open()) {
            JsonNode freeze = daemon.changed("DELETE", "/api/v1/freezes", body, who);
            spec.commandLine()
                    .getOut()
                    .println(freeze.path("source").asString("") + "/" + environment + " is not frozen any more");
        }
        return Exit.OK.code();
    }
}
