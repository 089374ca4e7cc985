package dev.mizzen.daemon.story;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hostile files that nobody wants in our own repository. */
final class Generated {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)MB");
    private static final int MEGABYTE = 1_000_000;
    private static final int BOMB_LEVELS = 9;

    private Generated() {}

    /**
     * The text of a file.
     *
     * @param what {@code 20MB}: a ConfigMap of that size; {@code bomb}: nine levels of nine aliases each
     */
    static String file(String what) {
        Matcher size = SIZE.matcher(what);
        if (size.matches()) {
            return large(Integer.parseInt(size.group(1)) * MEGABYTE);
        }
        if (what.equals("bomb")) {
            return bomb();
        }
        throw new IllegalArgumentException("expected 20MB or bomb, found " + what);
    }

    private static String large(int bytes) {
        StringBuilder text = new StringBuilder("""
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: large }
                data:
                """);
        for (int line = 0; text.length() < bytes; line++) {
            text.append(String.format(Locale.ROOT, "  key-%08d: %s%n", line, "x".repeat(80)));
        }
        return text.toString();
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n");
        text.append("l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int level = 1; level <= BOMB_LEVELS; level++) {
            text.append("l%d: &l%d [%s]%n"
                    .formatted(level, level, String.join(", ", java.util.Collections.nCopies(9, "*l" + (level - 1)))));
        }
        return text.toString();
    }
}
