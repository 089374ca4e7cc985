package dev.mizzen.reconcile.model;

import java.util.regex.Pattern;

/** The name of a cluster in the daemon's configuration: a DNS label (RFC 1123), 1 to 63 characters. */
public record ClusterName(String value) implements Comparable<ClusterName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException if {@code value} has another form */
    public ClusterName {
        if (!isClusterName(value)) {
            throw new IllegalArgumentException("\"" + value + "\" is not a DNS label");
        }
    }

    /** Whether {@code text} may be such a name. */
    public static boolean isClusterName(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
