package dev.mizzen.daemon.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL server in a folder of its own, from Debian's package {@code postgresql}. */
final class Postgres {
    private final Path folder;
    private final Path binaries;
    private final int port;
    private final Process server;

    private Postgres(Path folder, Path binaries, int port, Process server) {
        this.folder = folder;
        this.binaries = binaries;
        this.port = port;
        this.server = server;
    }

    /** Fails, and never skips, where there is no PostgreSQL: it says what to install. */
    static Postgres start() throws IOException, InterruptedException {
        Path binaries = binaries();
        Path folder = Files.createTempDirectory("mizzen-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        run(folder, binaries.resolve("initdb").toString(), "-D", folder + "/data", "-U", "mizzen", "-A", "trust", "-N");
        int port = freePort();
        Process server = command(
                        folder,
                        binaries.resolve("postgres").toString(),
                        "-D",
                        folder + "/data",
                        "-p",
                        Integer.toString(port),
                        "-k",
                        folder.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-F")
                .start();
        return new Postgres(folder, binaries, port, server);
    }

    private static Path binaries() throws IOException {
        try (Stream<Path> versions = Files.isDirectory(Path.of("/usr/lib/postgresql"))
                ? Files.list(Path.of("/usr/lib/postgresql"))
                : Stream.empty()) {
            return Stream.concat(
                            versions.sorted(Comparator.reverseOrder()).map(version -> version.resolve("bin")),
                            Stream.of(Path.of("/usr/local/bin"), Path.of("/usr/bin")))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "PostgreSQL is needed for this test: apt-get install postgresql"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** PostgreSQL refuses to run as root; there it runs as the user of its package. */
    private static ProcessBuilder command(Path folder, String... words) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("log-" + Path.of(words[0]).getFileName()).toFile());
    }

    private static void run(Path folder, String... words) throws IOException, InterruptedException {
        int code = command(folder, words).start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    words[0] + " ended with " + code + ": " + Files.readString(folder.resolve("log-initdb")));
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Ends the server and removes its folder. */
    void stop() throws IOException, InterruptedException {
        run(folder, binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-m", "immediate", "stop");
        server.waitFor(30, TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
