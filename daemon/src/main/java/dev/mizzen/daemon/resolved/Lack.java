package dev.mizzen.daemon.resolved;

import java.util.Optional;

/**
 * Something that a component is rendered with and that the daemon does not give.
 *
 * @param what for people
 * @param digest another one where it is something else; made with the delivery's seed, so that nobody can try guesses
 */
public record Lack(Kind kind, String what, Optional<String> digest) {
    /** Where it comes from. */
    public enum Kind {
        /** A value of a chart. */
        VALUE,
        /** An object that is copied. */
        COPY,
        /** What random values are drawn from. */
        SEED,
        /** What the component's own objects say on the cluster. */
        LIVE;

        /** Whether the component cannot be rendered at all without it. */
        public boolean stops() {
            return switch (this) {
                case VALUE, COPY -> true;
                case SEED, LIVE -> false;
            };
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
