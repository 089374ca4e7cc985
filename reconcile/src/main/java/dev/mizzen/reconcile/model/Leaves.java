package dev.mizzen.reconcile.model;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Every value that was decrypted since the start, so that no text repeats one: in memory only, and never forgotten, for what
 * a commit replaced may still be live. Thread-safe.
 *
 * <p>A value is hidden as it is, line by line, as JSON and URLs write it, and in Base64 also where it is a part of what was
 * encoded. One of {@value #SHORTEST} to {@value #WORD} characters is hidden only where it stands as a word; shorter ones,
 * numbers below a million, and words such as {@code true} are not: to hide those would hide half of every text.
 */
public final class Leaves {
    /** What stands in a text in place of a secret value. */
    public static final String MASK = "***";
    /** Shorter values stay, in characters. */
    public static final int SHORTEST = 4;
    /** The longest value that is hidden only as a word, in characters. */
    public static final int WORD = 7;
    /** The most different values of one source. */
    public static final int MOST = 20_000;

    private static final Pattern PLAIN = Pattern.compile(
            "(?i)true|false|null|none|yes|no|on|off|enabled|disabled|default|[-+]?[0-9]{1,6}|[0-9]{1,3}([.][0-9]{1,3}){1,3}");

    private static final NavigableSet<String> NONE = Collections.emptyNavigableSet();

    private final Map<SourceName, Set<String>> values = new ConcurrentHashMap<>();
    /** By their first characters; the longest first, so that one that holds another goes whole. */
    private final Map<String, NavigableSet<String>> forms = new ConcurrentHashMap<>();

    /**
     * Remembers the values of a source.
     *
     * @return false if it has had too many already: then none of these may be used
     */
    public boolean add(SourceName source, Collection<String> more) {
        Set<String> known = values.computeIfAbsent(source, s -> ConcurrentHashMap.newKeySet());
        if (known.size() + more.size() > MOST && !known.containsAll(more)) {
            return false;
        }
        more.stream().filter(known::add).forEach(this::add);
        return true;
    }

    private void add(String value) {
        remember(value);
        remember(value.strip());
        value.lines().forEach(line -> remember(line.strip()));
        remember(json(value));
        remember(URLEncoder.encode(value, StandardCharsets.UTF_8));
        if (isSecret(value)) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            remember(Base64.getEncoder().encodeToString(bytes));
            remember(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            for (int before = 0; before < 3; before++) {
                rememberInside(bytes, before);
            }
        }
    }

    private static String json(String value) {
        String quoted = new String(ExactJson.bytes(JsonNodeFactory.instance.stringNode(value)), StandardCharsets.UTF_8);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** What Base64 makes of the value after so many other bytes, without the characters that the others have a part in. */
    private void rememberInside(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (before * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        if (to - from > WORD) {
            remember(text.substring(from, to));
        }
    }

    private static boolean isSecret(String text) {
        return text.length() >= SHORTEST && !PLAIN.matcher(text).matches();
    }

    private void remember(String text) {
        if (isSecret(text)) {
            forms.computeIfAbsent(
                            text.substring(0, SHORTEST),
                            begin -> new ConcurrentSkipListSet<>(Comparator.comparingInt(String::length)
                                    .reversed()
                                    .thenComparing(Comparator.naturalOrder())))
                    .add(text);
        }
    }

    /** The text with {@value #MASK} in place of each. */
    public String masked(String text) {
        if (forms.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int length = secretAt(text, at);
            if (length > 0) {
                shown.append(MASK);
            } else {
                shown.append(text.charAt(at));
            }
            at += Math.max(1, length);
        }
        return shown.length() == text.length() && shown.toString().equals(text) ? text : shown.toString();
    }

    private int secretAt(String text, int at) {
        if (at + SHORTEST > text.length()) {
            return 0;
        }
        Collection<String> candidates = forms.getOrDefault(text.substring(at, at + SHORTEST), NONE);
        for (String candidate : candidates) {
            int end = at + candidate.length();
            if (text.startsWith(candidate, at) && (candidate.length() > WORD || isWord(text, at, end))) {
                return candidate.length();
            }
            int cut = cut(text, at, candidate);
            if (cut > WORD) {
                return cut;
            }
        }
        return 0;
    }

    /** How much of a value stands where a text was cut off in the middle of it. */
    private static int cut(String text, int at, String candidate) {
        int mark = text.indexOf('…', at);
        int end = mark < 0 ? text.length() : mark;
        return end - at < candidate.length() && candidate.startsWith(text.substring(at, end)) ? end - at : 0;
    }

    private static boolean isWord(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }
}
