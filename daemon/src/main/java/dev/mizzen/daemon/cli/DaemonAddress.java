package dev.mizzen.daemon.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --server}: which daemon a command asks. */
final class DaemonAddress {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:MIZZEN_SERVER:-http://127.0.0.1:8080}",
            description = "the daemon to ask (default: $MIZZEN_SERVER or http://127.0.0.1:8080)")
    private URI server = URI.create("http://127.0.0.1:8080");

    DaemonApi open() {
        return new DaemonApi(server);
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
