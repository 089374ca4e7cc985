package dev.mizzen.daemon;

import dev.mizzen.reconcile.Reconciler;
import dev.mizzen.reconcile.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells builds of Mizzen apart by what can change a rendered object: our stages, the built-in definitions, the renderer. */
final class Build {
    private Build() {}

    /** Empty if the renderer, or the code that runs, cannot be read. The same bytes give the same digest. */
    static Optional<Digest> of(Path renderer) {
        try {
            Path code = Path.of(Reconciler.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files(code)) {
                add(file, digest);
            }
            add(renderer, digest);
            return Optional.of(new Digest(HexFormat.of().formatHex(digest.digest())));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // told by the first render
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A jar, or the folder of a build. */
    private static List<Path> files(Path code) throws IOException {
        try (Stream<Path> all = Files.walk(code)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void add(Path file, MessageDigest digest) throws IOException {
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
    }
}
