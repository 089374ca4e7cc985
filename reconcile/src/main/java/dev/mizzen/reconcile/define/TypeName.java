package dev.mizzen.reconcile.define;

import java.util.Optional;

/**
 * A type as an application writes it: {@code webservice}, or {@code webservice@v1.2} for one version of it.
 *
 * @param version what follows {@code @v}
 */
public record TypeName(String name, Optional<String> version) {
    private static final String MARK = "@v";

    /** A text without {@code @v} is a name, whatever else stands in it. */
    public static TypeName of(String written) {
        int mark = written.indexOf(MARK);
        if (mark < 1 || mark + MARK.length() == written.length()) {
            return new TypeName(written, Optional.empty());
        }
        return new TypeName(written.substring(0, mark), Optional.of(written.substring(mark + MARK.length())));
    }

    /** As labels of objects and names made from the type hold it: {@code webservice-v1.2}, as in KubeVela. */
    public String label() {
        return version.map(v -> name + "-v" + v).orElse(name);
    }
}
