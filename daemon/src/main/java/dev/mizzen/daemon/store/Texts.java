package dev.mizzen.daemon.store;

import dev.mizzen.reconcile.model.ObjectRef;

/** Text in the forms of columns, cut to what they hold. */
final class Texts {
    static final int MESSAGE = 4_000;
    static final int OBJECT = 900;
    static final int CONTEXT = 255;
    static final int DESCRIPTION = 400;

    private Texts() {}

    /** Reads what {@link ObjectRef#toString} wrote. */
    static ObjectRef ref(String text) {
        String[] parts = text.split("/", 4);
        return new ObjectRef(parts[0], parts[1], parts[2], parts[3]);
    }

    static String cut(String text, int most) {
        // PostgreSQL holds no NUL in text.
        String clean = text.replace("\0", "");
        return clean.length() <= most ? clean : clean.substring(0, most - 1) + "…";
    }
}
