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
public final class Postgres {
    private final Path folder;
    private final Path binaries;
    private final int port;
    private Process server;

    private Postgres(Path folder, Path binaries, int port) throws IOException {
        this.folder = folder;
        this.binaries = binaries;
        this.port = port;
        this.server = serve();
    }

    /** Fails, and never skips, where there is no PostgreSQL: it says what to install. */
    public static Postgres start() throws IOException, InterruptedException {
        Path binaries = binaries();
        Path folder = Files.createTempDirectory("mizzen-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        run(folder, binaries.resolve("initdb").toString(), "-D", folder + "/data", "-U", "mizzen", "-A", "trust", "-N");
        return new Postgres(folder, binaries, freePort());
    }

    private Process serve() throws IOException {
        return command(
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
    }

    /** Ends the server as a power cut does, or starts it again where it was. */
    public void runs(boolean wanted) throws IOException, InterruptedException {
        if (wanted && !server.isAlive()) {
            server = serve();
        } else if (!wanted) {
            end();
        }
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

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void end() throws IOException, InterruptedException {
        run(folder, binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-m", "immediate", "stop");
        server.waitFor(30, TimeUnit.SECONDS);
    }

    /** Ends the server and removes its folder. */
    public void stop() throws IOException, InterruptedException {
        if (server.isAlive()) {
            end();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
