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
