package dev.mizzen.reconcile.model;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Whether a value that a server holds is the one that was declared, however the server writes it: {@code 1000m} is
 * {@code 1}, {@code "80"} is {@code 80}, an empty list, {@code false} and {@code 0} may as well not be there.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public final class SameValue {
    private static final Pattern QUANTITY = Pattern.compile(
            "([+-]?(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40}))(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,2})");
    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("", BigDecimal.ONE),
            Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
            Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
            Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", BigDecimal.TWO.pow(10)),
            Map.entry("Mi", BigDecimal.TWO.pow(20)),
            Map.entry("Gi", BigDecimal.TWO.pow(30)),
            Map.entry("Ti", BigDecimal.TWO.pow(40)),
            Map.entry("Pi", BigDecimal.TWO.pow(50)),
            Map.entry("Ei", BigDecimal.TWO.pow(60)));

    private SameValue() {}

    public static boolean of(JsonNode declared, JsonNode live) {
        if (isNothing(declared) || isNothing(live)) {
            return isNothing(declared) && isNothing(live);
        }
        if (declared.isObject() && live.isObject()) {
            return declared.properties().stream().allMatch(field -> of(field.getValue(), live.path(field.getKey())));
        }
        if (declared.isArray() && live.isArray()) {
            return declared.size() == live.size() && eachIsTheSame(declared, live);
        }
        return declared.equals(live) || sameScalar(declared, live);
    }

    private static boolean eachIsTheSame(JsonNode declared, JsonNode live) {
        for (int i = 0; i < declared.size(); i++) {
            if (!of(declared.path(i), live.path(i))) {
                return false;
            }
        }
        return true;
    }

    /** What a server may leave out. */
    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.asString().isEmpty())
                || (value.isBoolean() && !value.asBoolean())
                || (value.isNumber() && value.decimalValue().signum() == 0);
    }

    private static boolean sameScalar(JsonNode a, JsonNode b) {
        if (a.isContainer() || b.isContainer()) {
            return false;
        }
        if (a.asString("").equals(b.asString(""))) {
            return true;
        }
        Optional<BigDecimal> left = quantity(a);
        Optional<BigDecimal> right = quantity(b);
        return (left.isPresent() && right.isPresent())
                ? left.get().compareTo(right.get()) == 0
                : sameBytes(a.asString(""), b.asString(""));
    }

    private static Optional<BigDecimal> quantity(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        Matcher matcher = QUANTITY.matcher(value.asString(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String suffix = matcher.group(2);
        BigDecimal number = new BigDecimal(matcher.group(1));
        BigDecimal factor = FACTORS.get(suffix);
        return Optional.of(
                factor == null
                        ? number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)))
                        : number.multiply(factor));
    }

    /** Base64 with line breaks, as people paste it, is what a server writes in one line. */
    private static boolean sameBytes(String a, String b) {
        if (a.chars().noneMatch(Character::isWhitespace)) {
            return false;
        }
        try {
            return Base64.getEncoder()
                    .encodeToString(Base64.getMimeDecoder().decode(a))
                    .equals(b);
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }
}
