package dev.mizzen.reconcile.spec;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cron expression: minute, hour, day of month, month, day of week. Where both days are restricted, either will do.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html">POSIX crontab</a>
 */
final class Cron {
    /** The 29th of February comes again after eight years at the latest. */
    private static final int MOST_DAYS = 8 * 366 + 1;

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of()),
            new Field(0, 23, List.of()),
            new Field(1, 31, List.of()),
            new Field(1, 12, MONTHS),
            new Field(0, 7, DAYS));
    private static final Pattern PART =
            Pattern.compile("(?:\\*|([0-9a-z]{1,3})(?:-([0-9a-z]{1,3}))?)(?:/([0-9]{1,2}))?");

    private final List<BitSet> fields;
    private final boolean eitherDay;

    private record Field(int least, int most, List<String> names) {}

    private Cron(List<BitSet> fields, boolean eitherDay) {
        this.fields = fields;
        this.eitherDay = eitherDay;
    }

    /** Whether {@code text} has five fields of lists, ranges and steps within their bounds; {@code ?} is {@code *} for days. */
    static boolean isCron(String text) {
        return parse(text).isPresent();
    }

    /** Empty where {@link #isCron} says no. */
    static Optional<Cron> parse(String text) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        if (words.length != FIELDS.size()) {
            return Optional.empty();
        }
        List<BitSet> fields = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            boolean anyDay = words[i].equals("?") && (i == 2 || i == 4);
            Optional<BitSet> field = field(anyDay ? "*" : words[i], FIELDS.get(i));
            if (field.isEmpty()) {
                return Optional.empty();
            }
            fields.add(field.get());
        }
        return Optional.of(new Cron(fields, isRestricted(words[2]) && isRestricted(words[4])));
    }

    private static boolean isRestricted(String day) {
        return !day.startsWith("*") && !day.equals("?");
    }

    /** The first minute after {@code time} that fits; empty if none ever does, as of the 31st of February. */
    Optional<LocalDateTime> after(LocalDateTime time) {
        LocalDateTime from = time.withSecond(0).withNano(0).plusMinutes(1);
        LocalTime earliest = from.toLocalTime();
        LocalDate day = from.toLocalDate();
        for (int i = 0; i < MOST_DAYS; i++) {
            Optional<LocalTime> minute = fits(day) ? first(earliest) : Optional.empty();
            if (minute.isPresent()) {
                return Optional.of(day.atTime(minute.get()));
            }
            day = day.plusDays(1);
            earliest = LocalTime.MIDNIGHT;
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate day) {
        boolean ofMonth = fields.get(2).get(day.getDayOfMonth());
        boolean ofWeek = fields.get(4)
                .get(
                        day.getDayOfWeek() == DayOfWeek.SUNDAY
                                ? 0
                                : day.getDayOfWeek().getValue());
        return fields.get(3).get(day.getMonthValue()) && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private Optional<LocalTime> first(LocalTime earliest) {
        int hour = fields.get(1).nextSetBit(earliest.getHour());
        int minute = fields.get(0).nextSetBit(hour == earliest.getHour() ? earliest.getMinute() : 0);
        if (hour >= 0 && minute < 0) {
            hour = fields.get(1).nextSetBit(hour + 1);
            minute = fields.get(0).nextSetBit(0);
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
    }

    /** The numbers that are meant; empty where the text is no such field. */
    private static Optional<BitSet> field(String text, Field field) {
        BitSet numbers = new BitSet();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches() || !addRange(matcher, field, numbers)) {
                return Optional.empty();
            }
        }
        if (field.names().equals(DAYS) && numbers.get(7)) {
            numbers.set(0);
        }
        return Optional.of(numbers);
    }

    private static boolean addRange(Matcher part, Field field, BitSet numbers) {
        int first = part.group(1) == null ? field.least() : number(part.group(1), field);
        int last = last(part, field, first);
        int step = part.group(3) == null ? 1 : Integer.parseInt(part.group(3));
        if (first < field.least() || first > last || last > field.most() || step < 1) {
            return false;
        }
        for (int number = first; number <= last; number += step) {
            numbers.set(number);
        }
        return true;
    }

    /** A step without a range goes to the end. */
    private static int last(Matcher part, Field field, int first) {
        if (part.group(2) != null) {
            return number(part.group(2), field);
        }
        return part.group(1) == null || part.group(3) != null ? Math.max(first, field.most()) : first;
    }

    /** -1 where it is neither a number nor a name of the field. */
    private static int number(String text, Field field) {
        int named = field.names().indexOf(text);
        if (named >= 0) {
            return named + field.least();
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
    }
}
