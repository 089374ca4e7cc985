package dev.mizzen.reconcile.spec;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of a cron expression: minute, hour, day of month, month, day of week. */
final class Cron {
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

    private record Field(int least, int most, List<String> names) {}

    private Cron() {}

    /** Whether {@code text} has five fields of lists, ranges and steps within their bounds; {@code ?} is {@code *} for days. */
    static boolean isCron(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != FIELDS.size()) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            boolean anyDay = fields[i].equals("?") && (i == 2 || i == 4);
            if (!anyDay && !isField(fields[i].toLowerCase(Locale.ROOT), FIELDS.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isField(String text, Field field) {
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches() || !isRange(matcher, field)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRange(Matcher part, Field field) {
        int first = part.group(1) == null ? field.least() : number(part.group(1), field);
        int last = part.group(2) == null ? Math.max(first, field.least()) : number(part.group(2), field);
        int step = part.group(3) == null ? 1 : Integer.parseInt(part.group(3));
        return first >= field.least() && first <= last && last <= field.most() && step >= 1;
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
