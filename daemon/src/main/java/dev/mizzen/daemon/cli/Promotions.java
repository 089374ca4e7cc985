package dev.mizzen.daemon.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen promotions}: where each promotion stands, as a running daemon sees it. */
@Command(
        name = "promotions",
        description = {
            "Show what goes from one environment to the next, and what it waits for.",
            "",
            "  mizzen promotions            each application of an environment that promotes",
            "  mizzen promotions -o json    for a script, with whole commits and branches",
            "",
            "CANDIDATE goes on next, PINNED is what the environment has. soaking ends by itself,",
            "proposed waits to be merged, blocked and dismissed wait for a person. failed is pinned and does not work there;",
            "rollback-proposed takes that back as soon as it is merged. By hand: mizzen rollback",
            ""
        },
        mixinStandardHelpOptions = true)
final class Promotions implements Callable<Integer> {
    private static final int SHORT = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (DaemonApi daemon = server.open()) {
            JsonNode answer = daemon.asked("/api/v1/promotions", Map.of());
            if (output.format() == Output.Format.table
                    && answer.path("promotions").isEmpty()) {
                spec.commandLine().getOut().println("no environment promotes from another");
            } else {
                output.print(answer, () -> table(answer.path("promotions")));
            }
        }
        return Exit.OK.code();
    }

    static Table table(JsonNode promotions) {
        Table table = new Table("APPLICATION", "FROM", "TO", "STATE", "CANDIDATE", "PINNED", "MESSAGE", "PULL REQUEST");
        for (JsonNode promotion : promotions) {
            table.row(
                    text(promotion, "source") + "/" + text(promotion, "app"),
                    text(promotion, "from"),
                    text(promotion, "to"),
                    coloured(text(promotion, "state")),
                    abbreviated(text(promotion, "candidate")),
                    abbreviated(text(promotion, "pinned")),
                    text(promotion, "message").lines().findFirst().orElse(""),
                    text(promotion, "pullRequest"));
        }
        return table;
    }

    private static String coloured(String state) {
        return switch (state) {
            case "up-to-date", "promoted" -> "@|green " + state + "|@";
            case "rejected", "trouble" -> "@|bold,red " + state + "|@";
            case "proposed", "blocked", "dismissed" -> "@|yellow " + state + "|@";
            default -> state;
        };
    }

    private static String abbreviated(String revision) {
        return revision.substring(0, Math.min(SHORT, revision.length()));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
