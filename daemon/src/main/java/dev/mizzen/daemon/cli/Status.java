package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.DaemonApi.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen status}: where each application stands, as a running daemon sees it. */
@Command(
        name = "status",
        description = {
            "Show where each application stands in each environment.",
            "",
            "  mizzen status                     all of them",
            "  mizzen status shop/prod/web       one, with objects, problems and drift",
            "  mizzen status -o json             for a script; exit code 1 if any is not well",
            ""
        },
        mixinStandardHelpOptions = true)
final class Status implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "SOURCE/ENV/APP",
            description = "one delivery, as its id in the first table's -o json")
    private @Nullable String delivery;

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (DaemonApi daemon = server.open()) {
            return delivery == null ? all(daemon) : one(daemon, delivery);
        }
    }

    private int all(DaemonApi daemon) {
        List<Delivery> deliveries = daemon.deliveries();
        if (output.format() != Output.Format.table) {
            output.print(daemon.raw(), () -> new Table("APPLICATION"));
        } else if (deliveries.isEmpty()) {
            spec.commandLine().getOut().println("nothing is delivered yet");
        } else {
            output.print(deliveries, () -> StatusTable.of(deliveries));
            troubles(daemon, deliveries).forEach(spec.commandLine().getOut()::println);
        }
        return deliveries.stream().allMatch(StatusTable::isWell) ? Exit.OK.code() : Exit.FOUND.code();
    }

    /** What is held is told once for each approval that would end it, and not for each delivery. */
    private static List<String> troubles(DaemonApi daemon, List<Delivery> deliveries) {
        List<JsonNode> waiting = daemon.approvals()
                .map(approvals -> approvals.path("waiting").valueStream().toList())
                .orElse(List.of());
        List<String> lines = new ArrayList<>(StatusTable.troubles(deliveries.stream()
                .filter(d -> waiting.isEmpty() || !d.sync().equals("held"))
                .toList()));
        waiting.stream().map(HoldTable::line).forEach(lines::add);
        return lines;
    }

    private int one(DaemonApi daemon, String id) {
        String[] parts = id.split("/", -1);
        if (parts.length != 3) {
            throw new Failure(Exit.USAGE, "\"" + id + "\" is not SOURCE/ENV/APP, as in shop/prod/web");
        }
        var found = daemon.delivery(parts[0], parts[1], parts[2]);
        output.print(found, () -> DeliveryPage.objects(found));
        if (output.format() == Output.Format.table) {
            DeliveryPage.rest(found).forEach(spec.commandLine().getOut()::println);
        }
        boolean synced = found.path("sync").asString("").equals("synced");
        return synced && found.path("health").asString("").equals("healthy") ? Exit.OK.code() : Exit.FOUND.code();
    }
}
