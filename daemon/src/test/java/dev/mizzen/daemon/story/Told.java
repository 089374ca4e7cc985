package dev.mizzen.daemon.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for secrets, plain and in Base64, in all that a daemon says and leaves: its log, store, mirrors and temporary files, its
 * page, API, events and metrics.
 */
final class Told {
    private static final int LONGEST_FILE = 64 * 1024 * 1024;

    private final List<String> secrets;

    Told(List<String> secrets) {
        Set<String> all = new TreeSet<>(secrets);
        secrets.forEach(secret ->
                all.add(Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
        this.secrets = List.copyOf(all);
    }

    /** One line for each secret that {@code text} holds. */
    List<String> in(String where, String text) {
        return secrets.stream()
                .filter(text::contains)
                .map(secret -> secret + " stands in " + where + ": "
                        + text.lines()
                                .filter(line -> line.contains(secret))
                                .findFirst()
                                .orElse(""))
                .toList();
    }

    List<String> by(Installation installation) throws IOException {
        if (secrets.isEmpty()) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        DaemonProcess daemon = installation.daemon();
        for (String path : List.of("/", "/readyz", "/metrics", "/api/v1/deliveries", "/api/v1/approvals")) {
            found.addAll(in(path, daemon.text(path)));
        }
        for (var delivery : daemon.json("/api/v1/deliveries").path("deliveries")) {
            String id = delivery.path("id").asString("");
            found.addAll(in("the API of " + id, daemon.text("/api/v1/deliveries/" + id)));
        }
        for (Path file : files(installation.folder())) {
            found.addAll(in(file.toString(), content(file)));
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("keys")))
                    .collect(Collectors.toList());
        }
    }

    /** Byte for byte, so that texts are found in files that are none. */
    private static String content(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new AssertionError(file + " is too long to be searched");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return ""; // it went meanwhile
        }
    }
}
