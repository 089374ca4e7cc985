package dev.mizzen.daemon.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 30s}, {@code 5m}, {@code 1h30m}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private Durations() {}

    /** @throws IllegalArgumentException if {@code text} has another form or is out of bounds, both included */
    static Duration parse(String text, Duration least, Duration most) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("expected a duration such as 30s, 5m or 1h30m");
        }
        Duration duration =
                Duration.ofHours(part(matcher, 1)).plusMinutes(part(matcher, 2)).plusSeconds(part(matcher, 3));
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException("expected from " + least.toSeconds() + "s to " + most.toSeconds() + "s");
        }
        return duration;
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
