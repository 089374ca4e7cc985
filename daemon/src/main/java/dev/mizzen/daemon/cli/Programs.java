package dev.mizzen.daemon.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the programs are that belong to this build: below {@code -Dmizzen.home}, which the launcher sets. */
final class Programs {
    private Programs() {}

    /** {@code mizzen-renderer}: {@code MIZZEN_RENDERER} if it is set, else the build's own. */
    static Path renderer() {
        return find("MIZZEN_RENDERER", "renderer/target/mizzen-renderer");
    }

    /** The folder of the checkout or installation. */
    static Path home() {
        return Path.of(System.getProperty("mizzen.home", "")).toAbsolutePath().normalize();
    }

    private static Path find(String variable, String built) {
        String given = System.getenv(variable);
        Path program = given == null ? home().resolve(built) : Path.of(given).toAbsolutePath();
        if (!Files.isExecutable(program)) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    program.getFileName() + " is not at " + program + "; build it with: mvn -DskipTests package");
        }
        return program;
    }
}
