package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The one table of scalars: what a word without quotes or with a tag means. */
final class Scalars {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern NO_NUMBER = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0[xX][0-9a-fA-F]+");
    private static final Pattern BINARY = Pattern.compile("[-+]?0[bB][01]+");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[oO]?[0-7]+");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final String CORE = "tag:yaml.org,2002:";

    private final List<Problem> problems;

    Scalars(List<Problem> problems) {
        this.problems = problems;
    }

    /** What {@code text} means without quotes and without a tag. */
    Value plain(Position at, String text) {
        if (NOTHING.contains(text)) {
            return new Value.Nothing(at);
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return new Value.Flag(at, TRUE.contains(text));
        }
        if (NO_NUMBER.matcher(text).matches()) {
            problems.add(Problem.at(at, "expected a number, found " + text + ", which JSON cannot hold"));
            return new Value.Nothing(at);
        }
        return number(at, text).orElseGet(() -> new Value.Text(at, text));
    }

    /** What {@code text} means under {@code tag}; another tag than YAML's core ones is a problem. */
    Value tagged(Position at, String tag, String text) {
        Value value = plain(at, text);
        Optional<Value> result = switch (tag) {
            case "!", CORE + "str" -> Optional.of(new Value.Text(at, text));
            case CORE + "int" -> Optional.of(value).filter(Value.Whole.class::isInstance);
            case CORE + "float" ->
                Optional.of(value).filter(v -> v instanceof Value.Decimal || v instanceof Value.Whole);
            case CORE + "bool" -> Optional.of(value).filter(Value.Flag.class::isInstance);
            case CORE + "null" -> Optional.of(value).filter(Value.Nothing.class::isInstance);
            default -> Optional.empty();
        };
        if (result.isEmpty()) {
            problems.add(Problem.at(at, "the tag " + name(tag) + " is not allowed for this value"));
        }
        return result.orElse(value);
    }

    /** Reports any tag on a mapping or sequence but its own. */
    void collectionTag(Position at, String tag, String allowed) {
        if (!tag.equals("!") && !tag.equals(CORE + allowed)) {
            problems.add(Problem.at(at, "the tag " + name(tag) + " is not allowed for this value"));
        }
    }

    private static String name(String tag) {
        return tag.startsWith(CORE) ? "!!" + tag.substring(CORE.length()) : tag;
    }

    private Optional<Value> number(Position at, String text) {
        char first = text.charAt(0);
        if (first != '.' && first != '+' && first != '-' && !(first >= '0' && first <= '9')) {
            return Optional.empty();
        }
        String digits = first == '.' ? text : text.replace("_", "");
        if (digits.length() > YamlReader.NUMBER_CHARACTERS) {
            return long_(at, digits);
        }
        return whole(digits).<Value>map(n -> new Value.Whole(at, n)).or(() -> decimal(at, digits));
    }

    private Optional<Value> long_(Position at, String digits) {
        if (!DECIMAL.matcher(digits).matches() && !HEXADECIMAL.matcher(digits).matches()) {
            return Optional.empty();
        }
        problems.add(Problem.at(
                at, "a number has " + digits.length() + " digits, the limit is " + YamlReader.NUMBER_CHARACTERS));
        return Optional.of(new Value.Nothing(at));
    }

    private static Optional<BigInteger> whole(String digits) {
        String lower = digits.toLowerCase(Locale.ROOT);
        if (HEXADECIMAL.matcher(lower).matches()) {
            return Optional.of(new BigInteger(lower.replace("0x", ""), 16));
        }
        if (BINARY.matcher(lower).matches()) {
            return Optional.of(new BigInteger(lower.replace("0b", ""), 2));
        }
        if (OCTAL.matcher(lower).matches()) {
            return Optional.of(new BigInteger(lower.replace("o", ""), 8));
        }
        return WHOLE.matcher(lower).matches() ? Optional.of(new BigInteger(lower)) : Optional.empty();
    }

    /** Text where a 64-bit float would overflow or vanish: hexadecimal ids such as 1e4000 are no numbers. */
    private static Optional<Value> decimal(Position at, String digits) {
        if (!DECIMAL.matcher(digits).matches()) {
            return Optional.empty();
        }
        double nearest = Double.parseDouble(digits);
        boolean zero = digits.matches("[-+]?[0.]+([eE].*)?");
        if (Double.isInfinite(nearest) || (nearest == 0 && !zero)) {
            return Optional.empty();
        }
        return Optional.of(new Value.Decimal(at, zero ? BigDecimal.ZERO : new BigDecimal(digits)));
    }
}
