package dev.mizzen.daemon.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen clusters}: each cluster as a running daemon sees it. */
@Command(
        name = "clusters",
        description = {
            "Show the clusters that are delivered to, and how each fares.",
            "",
            "  mizzen clusters            each cluster; the exit code is 1 if one is not ready",
            "  mizzen clusters -o json    for a script, with labels, addresses and watches",
            "",
            "STATE is ready, opening (not heard of so far), unreachable (its deliveries wait, all",
            "others go on) or refused (its credentials or its Secret are not taken: somebody must act).",
            "FROM is mizzen.yaml, or the Secret that makes the cluster known.",
            ""
        },
        mixinStandardHelpOptions = true)
final class Clusters implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (DaemonApi daemon = server.open()) {
            JsonNode answer = daemon.asked("/api/v1/clusters", Map.of());
            if (output.format() == Output.Format.table && rows(answer).findAny().isEmpty()) {
                spec.commandLine().getOut().println("no cluster is configured");
            } else {
                output.print(answer, () -> table(answer));
            }
            boolean well = rows(answer).allMatch(row -> text(row, "state").equals("ready"));
            return well ? Exit.OK.code() : Exit.FOUND.code();
        }
    }

    private static Stream<JsonNode> rows(JsonNode answer) {
        return Stream.concat(
                answer.path("clusters").valueStream(), answer.path("refused").valueStream());
    }

    static Table table(JsonNode answer) {
        Table table = new Table("CLUSTER", "STATE", "KUBERNETES", "DELIVERIES", "LABELS", "FROM", "MESSAGE");
        for (JsonNode cluster : answer.path("clusters")) {
            table.row(
                    text(cluster, "name"),
                    coloured(text(cluster, "state")),
                    text(cluster, "version"),
                    Integer.toString(cluster.path("deliveries").asInt(0)),
                    labels(cluster.path("labels")),
                    text(cluster, "from"),
                    message(cluster));
        }
        for (JsonNode refused : answer.path("refused")) {
            table.row("", coloured("refused"), "", "", "", text(refused, "from"), text(refused, "message"));
        }
        return table;
    }

    private static String message(JsonNode cluster) {
        String message = text(cluster, "message").lines().findFirst().orElse("");
        return message.isEmpty()
                ? ""
                : message + ", since " + text(cluster, "since").replaceAll("\\.\\d+Z", "Z");
    }

    private static String labels(JsonNode labels) {
        return labels.propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asString(""))
                .collect(Collectors.joining(","));
    }

    private static String coloured(String state) {
        return switch (state) {
            case "ready" -> "@|green " + state + "|@";
            case "unreachable", "refused" -> "@|bold,red " + state + "|@";
            default -> state;
        };
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
