package dev.mizzen.gitsource.mirror;

import java.util.regex.Pattern;

/** Text of others on one short line, without what a URL may carry. */
final class Words {
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]*@");
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s]*");

    private Words() {}

    /** {@code text} without user, password and query of a URL. */
    static String clean(String text, int most) {
        return line(QUERY.matcher(USER_INFO.matcher(text).replaceAll("://")).replaceAll(""), most);
    }

    /** {@code text} on one line of at most {@code most} characters and an ellipsis. */
    static String line(String text, int most) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (line.codePointCount(0, line.length()) <= most) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, most)) + "…";
    }
}
