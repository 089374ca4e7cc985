package dev.mizzen.daemon.store;

import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Made;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an object is in its component, as a word that begins with {@code @}: no identity does. */
final class MadeText {
    private static final String MARK = "@";
    private static final String BETWEEN = ",";

    private MadeText() {}

    /** The word and a space. */
    static String of(Made made) {
        return MARK
                + Stream.of(made.role().name(), made.namespace(), made.replicaKey(), made.resource(), made.trait())
                        .map(text -> URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(BETWEEN))
                + " ";
    }

    /** What {@code text} says if it begins with the word. */
    static Optional<Made> in(String text, String component) {
        if (!text.startsWith(MARK)) {
            return Optional.empty();
        }
        String[] part = text.substring(MARK.length(), text.indexOf(' ')).split(BETWEEN, -1);
        return Optional.of(new Made(
                component, read(part[1]), read(part[2]), Rendered.Role.valueOf(part[0]), read(part[3]), read(part[4])));
    }

    /** What stands behind the word, if there is one. */
    static String rest(String text) {
        return text.startsWith(MARK) ? text.substring(text.indexOf(' ') + 1) : text;
    }

    private static String read(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
