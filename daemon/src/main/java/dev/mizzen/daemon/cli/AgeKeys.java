package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.render.SourceKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The age keys of whoever runs a command: named on the command line, else where the command {@code sops} looks for them too. */
final class AgeKeys {
    @Option(
            names = "--age-key-file",
            paramLabel = "FILE",
            description = "age keys for files that SOPS encrypted (default: $SOPS_AGE_KEY, $SOPS_AGE_KEY_FILE)")
    private @Nullable Path file;

    /** What opens encrypted files; nothing where no key is named. */
    SourceKeys read() {
        return of(Optional.ofNullable(file), System.getenv());
    }

    static SourceKeys of(Optional<Path> file, Map<String, String> environment) {
        String key = environment.getOrDefault("SOPS_AGE_KEY", "");
        if (file.isEmpty() && !key.isEmpty()) {
            return keys(key.strip().replaceAll("\\s+(?=AGE-)", "\n"));
        }
        return file.or(() -> Optional.of(environment.getOrDefault("SOPS_AGE_KEY_FILE", ""))
                        .filter(named -> !named.isEmpty())
                        .map(Path::of))
                .map(AgeKeys::in)
                .orElse(SourceKeys.NONE);
    }

    private static SourceKeys in(Path file) {
        try {
            return keys(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "the age keys in " + file + " cannot be read");
        }
    }

    private static SourceKeys keys(String text) {
        return new SourceKeys(List.of(text), Optional.empty(), List.of());
    }
}
