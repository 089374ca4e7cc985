package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects of one cluster that are gone, or no longer marked, and are left so because drift is only told: with the body that
 * they should have, since a live object that says what was applied is just what is missing. In memory. Thread-safe.
 */
final class LeftAlone {
    private final Map<ObjectRef, Digest> wanted = new ConcurrentHashMap<>();

    void leave(ObjectRef ref, Digest digest) {
        wanted.putIfAbsent(ref, digest);
    }

    /** Whether Git wants another body than the one that was left away: a release, and no drift. */
    boolean isReleased(ObjectRef ref, Digest digest) {
        Digest left = wanted.get(ref);
        return left != null && !left.equals(digest);
    }

    void wrote(ObjectRef ref) {
        wanted.remove(ref);
    }
}
