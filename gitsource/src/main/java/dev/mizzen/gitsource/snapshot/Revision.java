package dev.mizzen.gitsource.snapshot;

import java.util.regex.Pattern;

/** A commit, by its full object id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
public record Revision(String id) {
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** @throws IllegalArgumentException if {@code id} is no full object id */
    public Revision {
        if (!isRevision(id)) {
            throw new IllegalArgumentException("\"" + id + "\" is not a full commit id");
        }
    }

    /** Whether {@code text} is a full object id. */
    public static boolean isRevision(String text) {
        return OBJECT_ID.matcher(text).matches();
    }

    /** The first 10 digits, for people. */
    public String abbreviated() {
        return id.substring(0, 10);
    }

    @Override
    public String toString() {
        return id;
    }
}
