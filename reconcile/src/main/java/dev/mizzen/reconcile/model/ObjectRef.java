package dev.mizzen.reconcile.model;

import java.util.Comparator;

/**
 * The identity of an object on one cluster. It has no version in it: the same object may be read and written as several.
 * {@code namespace} is {@code ""} for cluster-scoped objects, {@code group} is {@code ""} for the core group.
 */
public record ObjectRef(String group, String kind, String namespace, String name) implements Comparable<ObjectRef> {
    private static final Comparator<ObjectRef> ORDER = Comparator.comparing(ObjectRef::group)
            .thenComparing(ObjectRef::kind)
            .thenComparing(ObjectRef::namespace)
            .thenComparing(ObjectRef::name);

    /**
     * Reads what {@link #toString} wrote; equal parts of many identities are one text in memory.
     *
     * @throws IllegalArgumentException if {@code text} has fewer than four parts
     */
    public static ObjectRef parse(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException("\"" + text + "\" is no <group>/<Kind>/<namespace>/<name>");
        }
        return new ObjectRef(parts[0].intern(), parts[1].intern(), parts[2].intern(), parts[3]);
    }

    @Override
    public int compareTo(ObjectRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code <group>/<Kind>/<namespace>/<name>}, the form of the annotation {@code mizzen.dev/applied}. */
    @Override
    public String toString() {
        return group + "/" + kind + "/" + namespace + "/" + name;
    }
}
