package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Digest;
import java.util.Optional;

/** What is meant by something {@link Wanted}, down to the bytes. */
public sealed interface Pin {
    /**
     * Bytes.
     *
     * @param version that was chosen; empty where there are none
     * @param digest of the packed chart, in a registry that of the layer
     */
    record Content(String version, Digest digest) implements Pin {}

    /** A commit of another source. */
    record Commit(Revision revision) implements Pin {}

    /** In one line; {@link #parse} reads it. */
    default String text() {
        return switch (this) {
            case Content content -> "sha256:" + content.digest().hex() + " " + content.version();
            case Commit commit -> "commit:" + commit.revision();
        };
    }

    /** Empty if the text is none of {@link #text}. */
    static Optional<Pin> parse(String text) {
        String[] words = text.split(" ", 2);
        String digest = words[0].replaceFirst("^sha256:", "");
        if (words[0].startsWith("sha256:") && Digest.isDigest(digest)) {
            return Optional.of(new Content(words.length < 2 ? "" : words[1], new Digest(digest)));
        }
        String commit = text.replaceFirst("^commit:", "");
        return text.startsWith("commit:") && Revision.isRevision(commit)
                ? Optional.of(new Commit(new Revision(commit)))
                : Optional.empty();
    }
}
