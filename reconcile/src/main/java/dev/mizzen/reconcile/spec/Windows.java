package dev.mizzen.reconcile.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The windows of an environment; without any it is always open. */
public record Windows(List<Window> all) {
    /** Most of one environment. */
    public static final int MOST = 50;
    /** No window at all: always open. */
    public static final Windows ALWAYS = new Windows(List.of());

    private static final Duration YEAR = Duration.ofDays(366);

    /** Keeps the list as it is now. */
    public Windows {
        all = List.copyOf(all);
    }

    public boolean isOpen(Instant now) {
        return all.isEmpty()
                || all.stream().anyMatch(window -> window.closes(now).isPresent());
    }

    /** {@code from} if they are open then, else when the next one opens. */
    public Instant opens(Instant from) {
        return isOpen(from)
                ? from
                : all.stream()
                        .flatMap(window -> window.opens(from).stream())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX);
    }

    /** Since when they are closed, as far as the year before {@code now} tells; empty if they are open, or were not in it. */
    public Optional<Instant> closedSince(Instant now) {
        return isOpen(now)
                ? Optional.empty()
                : all.stream()
                        .flatMap(window -> window.closed(now, YEAR).stream())
                        .max(Comparator.naturalOrder());
    }
}
