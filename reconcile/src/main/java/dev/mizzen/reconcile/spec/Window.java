package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.GoDuration;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A time that comes again in which promotions and new pins may come. A time that the clock of the zone leaves out is the one
 * as much later; of one that it has twice the first counts.
 */
public final class Window {
    /** The longest one. */
    public static final Duration MOST = Duration.ofDays(31);

    private final Cron cron;
    private final Duration duration;
    private final ZoneId zone;

    private Window(Cron cron, Duration duration, ZoneId zone) {
        this.cron = cron;
        this.duration = duration;
        this.zone = zone;
    }

    /** Of what has the right shape. */
    static Window of(Value.Mapping window) {
        return new Window(
                Cron.parse(ShapeCheck.text(window, "cron").orElseThrow()).orElseThrow(),
                GoDuration.parse(ShapeCheck.text(window, "duration").orElseThrow())
                        .orElseThrow(),
                ShapeCheck.text(window, "timezone").map(ZoneId::of).orElse(ZoneOffset.UTC));
    }

    /** Adds what is wrong with one of the right shape. */
    static void check(Value.Mapping window, List<Problem> problems) {
        Window read = of(window);
        if (read.duration.isZero() || read.duration.compareTo(MOST) > 0) {
            problems.add(Problem.at(
                    Objects.requireNonNull(window.get("duration")).position(),
                    "expected more than 0 and at most " + MOST.toHours() + "h"));
        }
        if (read.opens(Instant.EPOCH).isEmpty()) {
            problems.add(Problem.at(
                    Objects.requireNonNull(window.get("cron")).position(),
                    "there is no such day: it would never open"));
        }
    }

    /** When it opens the next time after {@code now}. */
    Optional<Instant> opens(Instant now) {
        LocalDateTime from = LocalDateTime.ofInstant(now, zone);
        for (int i = 0; i < 2 * 60; i++) { // an hour that the clock has twice is looked at once, and passed
            Optional<LocalDateTime> next = cron.after(from);
            Optional<Instant> at = next.map(local -> local.atZone(zone).toInstant());
            if (at.isEmpty() || at.get().isAfter(now)) {
                return at;
            }
            from = next.orElseThrow();
        }
        return Optional.empty();
    }

    /** The end of it, if it is open at {@code now}. */
    Optional<Instant> closes(Instant now) {
        return last(now).map(start -> start.plus(duration)).filter(end -> end.isAfter(now));
    }

    /** When it was open the last time, if it is closed at {@code now} and was open within {@code before}. */
    Optional<Instant> closed(Instant now, Duration before) {
        return last(now, before.plus(duration)).map(start -> start.plus(duration));
    }

    private Optional<Instant> last(Instant now) {
        return last(now, duration);
    }

    /** The last start at or before {@code now} that is less than {@code within} ago: near ones are found soon. */
    private Optional<Instant> last(Instant now, Duration within) {
        for (Duration near : List.of(Duration.ofHours(1), Duration.ofDays(1), MOST)) {
            if (near.compareTo(within) < 0) {
                Optional<Instant> last = lastSince(now.minus(near), now);
                if (last.isPresent()) {
                    return last;
                }
            }
        }
        return lastSince(now.minus(within), now);
    }

    private Optional<Instant> lastSince(Instant begin, Instant now) {
        Optional<Instant> last = Optional.empty();
        Optional<Instant> next = opens(begin);
        while (next.isPresent() && !next.get().isAfter(now)) {
            last = next;
            next = opens(next.get());
        }
        return last;
    }
}
