package dev.mizzen.gitsource.snapshot;

/** A file or directory of a {@link Snapshot}; {@code id} is its Git object id, so equal ids mean equal content. */
public sealed interface Entry {
    /** Path from the snapshot's root, with {@code /}, without a leading or trailing one; the root itself is {@code ""}. */
    String path();

    /** Git object id of the blob or tree, hexadecimal. */
    String id();

    /** The last segment of {@link #path()}. */
    default String name() {
        return path().substring(path().lastIndexOf('/') + 1);
    }

    /** A blob. */
    record File(String path, String id) implements Entry {}

    /** A tree. */
    record Directory(String path, String id) implements Entry {}
}
