package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import java.util.ArrayList;
import java.util.List;

/** Which parts of a configuration take effect only when the daemon starts. Pure. */
final class Restart {
    private Restart() {}

    /** The fields that an edit changed and that need a restart. */
    static List<String> isNeeded(Config before, Config after) {
        List<String> fields = new ArrayList<>();
        add(fields, "data", before.data().equals(after.data()));
        add(fields, "store", before.store().equals(after.store()));
        add(fields, "listen", before.listener().equals(after.listener()));
        add(fields, "renderer", before.renderer().equals(after.renderer()));
        add(fields, "fieldManager", before.fieldManager().equals(after.fieldManager()));
        add(fields, "workers", before.workers() == after.workers());
        return fields;
    }

    private static void add(List<String> fields, String name, boolean same) {
        if (!same) {
            fields.add(name);
        }
    }
}
