package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why a built-in definition does not do as KubeVela's of the same name, as its annotation {@value #ANNOTATION} says: a line for
 * each difference, {@code what path: reason}, with {@code *} for any part of a path.
 */
final class DefinitionReasons {
    static final String ANNOTATION = "mizzen.dev/differs-from-kubevela";

    private static final Pattern LINE = Pattern.compile("([^:]+): (.+)");

    private DefinitionReasons() {}

    /** Pattern of {@code what path} → reason. */
    static Map<String, String> of(Definition definition) {
        Map<String, String> reasons = new LinkedHashMap<>();
        definition
                .body()
                .path("annotations")
                .path(ANNOTATION)
                .asString("")
                .lines()
                .forEach(line -> {
                    var match = LINE.matcher(line.strip());
                    if (match.matches()) {
                        reasons.put(match.group(1), match.group(2));
                    }
                });
        return reasons;
    }

    /** The reason for a difference; empty if there is none. */
    static String find(Map<String, String> reasons, String what, String path) {
        String difference = (what + " " + path).strip();
        return reasons.entrySet().stream()
                .filter(reason -> Pattern.matches(pattern(reason.getKey()), difference))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static String pattern(String written) {
        return Pattern.quote(written.strip()).replace("*", "\\E.*\\Q");
    }
}
