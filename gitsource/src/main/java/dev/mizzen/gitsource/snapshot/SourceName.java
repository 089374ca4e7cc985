package dev.mizzen.gitsource.snapshot;

import java.util.regex.Pattern;

/** The name of a source as the daemon's configuration gives it: a DNS label (RFC 1123), 1 to 63 characters. */
public record SourceName(String value) implements Comparable<SourceName> {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException if {@code value} is no DNS label */
    public SourceName {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException("source name \"" + value + "\" is not a DNS label");
        }
    }

    @Override
    public int compareTo(SourceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
