package dev.mizzen.daemon.store;

/** Text cut to what a column holds. */
final class Texts {
    static final int MESSAGE = 4_000;
    static final int OBJECT = 900;
    static final int CONTEXT = 255;
    static final int DESCRIPTION = 400;

    private Texts() {}

    static String cut(String text, int most) {
        // PostgreSQL holds no NUL in text.
        String clean = text.replace("\0", "");
        return clean.length() <= most ? clean : clean.substring(0, most - 1) + "…";
    }
}
