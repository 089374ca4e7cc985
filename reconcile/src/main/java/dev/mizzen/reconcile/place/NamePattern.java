package dev.mizzen.reconcile.place;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The name in an override, as KubeVela reads it: a regular expression that may match anywhere in a component's name, in
 * which {@code *} stands for any text. Ends however long the expression would go on.
 */
final class NamePattern {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    /** What Java's expressions can do and KubeVela's cannot: looking around, references back, possessive quantifiers. */
    private static final Pattern OTHER_SYNTAX = Pattern.compile("\\(\\?[=!>]|\\(\\?<[=!]|\\\\[1-9]|[*+?}]\\+|&&");

    private static final int MOST_CHARACTERS = 200;
    private static final int MOST_STEPS = 100_000;

    private final Optional<Pattern> pattern;
    private final Optional<String> mistake;

    private NamePattern(Optional<Pattern> pattern, Optional<String> mistake) {
        this.pattern = pattern;
        this.mistake = mistake;
    }

    static NamePattern of(String name) {
        String text = name.replace("*", ".*");
        if (name.length() > MOST_CHARACTERS) {
            return wrong("a name has at most " + MOST_CHARACTERS + " characters");
        }
        if (OTHER_SYNTAX.matcher(text).find()) {
            return wrong("expected a name, or a regular expression of Go's syntax (RE2)");
        }
        try {
            return new NamePattern(Optional.of(Pattern.compile(text)), Optional.empty());
        } catch (PatternSyntaxException e) {
            return wrong("expected a name or a regular expression: "
                    + e.getDescription().toLowerCase(Locale.ROOT));
        }
    }

    /** Whether {@code text} can be a component's own name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** What is wrong with it; then it matches nothing. */
    Optional<String> mistake() {
        return mistake;
    }

    boolean matches(String name) {
        try {
            return pattern.filter(p -> p.matcher(new Counted(name)).find()).isPresent();
        } catch (TooLong e) {
            return false;
        }
    }

    private static NamePattern wrong(String message) {
        return new NamePattern(Optional.empty(), Optional.of(message));
    }

    /** A text that may be looked at so often and no more: what goes on longer matches nothing. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_STEPS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public String toString() {
            return text;
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
