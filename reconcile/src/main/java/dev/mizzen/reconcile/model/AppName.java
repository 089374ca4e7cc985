package dev.mizzen.reconcile.model;

import java.util.regex.Pattern;

/** The name of an application: a DNS label (RFC 1123), 1 to 63 characters. */
public record AppName(String value) implements Comparable<AppName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException if {@code value} has another form */
    public AppName {
        if (!isAppName(value)) {
            throw new IllegalArgumentException("\"" + value + "\" is not a DNS label");
        }
    }

    /** Whether {@code text} may be such a name. */
    public static boolean isAppName(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(AppName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
