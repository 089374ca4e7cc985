package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;

/** Where the lock of an application stands: beside it. */
public final class LockPath {
    public static final String NAME = "mizzen.lock";

    private LockPath() {}

    /** In {@code apps/<app>} if that is there, else in the root, where all applications of the repository share it. */
    public static String of(Snapshot snapshot, AppName app) {
        String directory = BaseReader.APPS + "/" + app;
        return snapshot.entry(directory).orElse(null) instanceof Entry.Directory ? directory + "/" + NAME : NAME;
    }
}
