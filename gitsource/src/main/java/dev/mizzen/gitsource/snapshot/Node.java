package dev.mizzen.gitsource.snapshot;

/**
 * What lies at a path before any link is followed; {@code path} itself goes through no link.
 *
 * @param address how its tree finds it again: an object id, or nothing where the path is enough
 */
record Node(Kind kind, String path, String address) {
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        SUBMODULE
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path of {@code name} directly in this directory. */
    String pathOf(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}
