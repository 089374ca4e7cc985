package dev.mizzen.daemon.web;

import dev.mizzen.daemon.store.Which;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of history. Pure.
 *
 * @param until the newest time of which anything is wanted
 * @param skip how many of the newest were told before
 */
record HistoryQuery(Which which, Optional<String> kind, Instant since, Instant until, int skip, int limit) {
    static final int MOST = 500;
    static final int USUAL = 50;
    private static final int MOST_SKIPPED = 10_000;
    private static final Duration MOST_BACK = Duration.ofDays(400);
    private static final Duration USUAL_WINDOW = Duration.ofDays(30);
    private static final Pattern BACK = Pattern.compile("([1-9]\\d{0,5})([smhd])");
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

    /**
     * @param parameters the value of a parameter, {@code ""} for none
     * @throws IllegalArgumentException with what is wrong of which parameter
     */
    static HistoryQuery of(Function<String, String> parameters, Instant now) {
        Optional<String> kind = value(parameters, "kind");
        kind.filter(word -> !KIND.matcher(word).matches()).ifPresent(word -> {
            throw new IllegalArgumentException("kind: expected a word such as release, run or drift");
        });
        String[] cursor = value(parameters, "cursor").orElse(now + "~0").split("~", -1);
        if (cursor.length != 2) {
            throw new IllegalArgumentException("cursor: expected \"next\" of the page before");
        }
        return new HistoryQuery(
                which(parameters),
                kind,
                value(parameters, "since").map(text -> since(text, now)).orElse(now.minus(MOST_BACK)),
                instant("cursor", cursor[0]),
                number("cursor", cursor[1], 0, MOST_SKIPPED),
                value(parameters, "limit")
                        .map(text -> number("limit", text, 1, MOST))
                        .orElse(USUAL));
    }

    /** Over what time figures are wanted. */
    static Duration window(Function<String, String> parameters) {
        return value(parameters, "window").map(text -> back("window", text)).orElse(USUAL_WINDOW);
    }

    /** Of which deliveries something is wanted. */
    static Which which(Function<String, String> parameters) {
        return new Which(
                value(parameters, "source").map(name -> name("source", name, SourceName::new)),
                value(parameters, "env").map(name -> name("env", name, EnvironmentName::new)),
                value(parameters, "app").map(name -> name("app", name, AppName::new)));
    }

    /** Where the next page begins after one that ends with {@code last}, of which it had {@code alike} of that time. */
    String next(Instant last, int alike) {
        return last + "~" + (last.equals(until) ? skip + alike : alike);
    }

    private static Optional<String> value(Function<String, String> parameters, String name) {
        return Optional.of(parameters.apply(name)).filter(text -> !text.isEmpty());
    }

    private static <T> T name(String parameter, String text, Function<String, T> type) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(parameter + ": " + e.getMessage(), e);
        }
    }

    private static Instant since(String text, Instant now) {
        return text.contains("T") ? instant("since", text) : now.minus(back("since", text));
    }

    private static Duration back(String parameter, String text) {
        Matcher matcher = BACK.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration back = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            if (back.compareTo(MOST_BACK) <= 0) {
                return back;
            }
        }
        throw new IllegalArgumentException(
                parameter + ": expected a time such as 90m, 12h or 30d, at most " + MOST_BACK.toDays() + "d");
    }

    private static Instant instant(String parameter, String text) {
        try {
            Instant at = Instant.parse(text);
            if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return at;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(parameter + ": expected a time such as 2026-11-22T12:00:00Z", e);
        }
        throw new IllegalArgumentException(parameter + ": the time is out of bounds");
    }

    private static int number(String parameter, String text, int least, int most) {
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(parameter + ": expected a number from " + least + " to " + most);
        }
        return number;
    }
}
