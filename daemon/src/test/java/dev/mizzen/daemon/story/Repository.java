package dev.mizzen.daemon.story;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is that these tests belong to. */
final class Repository {
    private Repository() {}

    /** The folder that holds {@code test-repos}, upwards from the working directory. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("test-repos"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder test-repos above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
