package dev.mizzen.daemon.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen resolved}: what a running daemon renders a delivery with. */
@Command(
        name = "resolved",
        description = {
            "Print what the daemon renders a delivery with besides its commit: the clusters' versions and APIs, values of",
            "ConfigMaps, objects that are copied, what is meant by artifacts that no lock names. No Secret, no seed.",
            "",
            "  mizzen resolved shop/prod/web > web.yaml",
            "  mizzen render . --resolved web.yaml       the daemon's very objects",
            ""
        },
        mixinStandardHelpOptions = true)
final class Resolved implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SOURCE/ENV/APP", description = "the delivery, as mizzen status -o json names it")
    private String delivery = "";

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Override
    public Integer call() {
        String[] parts = delivery.split("/", -1);
        if (parts.length != 3) {
            throw new Failure(Exit.USAGE, "\"" + delivery + "\" is not SOURCE/ENV/APP, as in shop/prod/web");
        }
        try (DaemonApi daemon = server.open()) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(daemon.resolved(parts[0], parts[1], parts[2]));
            out.flush();
        }
        return Exit.OK.code();
    }
}
