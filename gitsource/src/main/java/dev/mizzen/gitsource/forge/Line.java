package dev.mizzen.gitsource.forge;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text on its way to a forge, and text of others that comes back. */
final class Line {
    private Line() {}

    /** One line of at most {@code most} characters, the last one an ellipsis where something was cut; never half a one. */
    static String of(String text, int most) {
        return cut(text.replaceAll("\\s+", " ").strip(), most);
    }

    /** As {@link #of}, with its lines. */
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** Others may have set a target that is no URI; it is nothing to us. */
    static Optional<URI> uri(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** For one segment of a path or one value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
