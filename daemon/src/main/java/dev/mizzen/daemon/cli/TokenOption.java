package dev.mizzen.daemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --token-file}: who asks. A token is never an argument: those can be seen by everybody on the machine. */
final class TokenOption {
    static final String VARIABLE = "MIZZEN_TOKEN";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "where your token stands (default: the variable $MIZZEN_TOKEN)")
    private @Nullable Path tokenFile;

    /** @param what it is for, as {@code to approve} */
    String read(Map<String, String> environment, String what) {
        Path file = tokenFile;
        try {
            return Optional.ofNullable(file == null ? environment.get(VARIABLE) : Files.readString(file))
                    .map(String::strip)
                    .filter(token -> !token.isEmpty())
                    .orElseThrow(() -> new Failure(
                            Exit.USAGE,
                            (file == null ? VARIABLE + " is not set" : file + " is empty") + ": " + what
                                    + ", say who you are with a token, there or by --token-file"));
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
