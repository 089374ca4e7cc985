package dev.mizzen.reconcile.promote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.AnnotationEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets annotations of an overlay where they stand, and leaves every other character as it is. */
public final class PinEdit {
    /** The oldest ones go: what is promoted is newer than they are. */
    private static final int MOST_REJECTED = 20;

    private PinEdit() {}

    /**
     * The overlay with another value of one annotation.
     *
     * @param value without quotes and backslashes
     * @throws Rejected if that cannot be done without a change of anything else, as where an alias stands for the value
     */
    public static byte[] set(String file, byte[] content, String annotation, String value) throws Rejected {
        Value.Mapping before = OverlayPin.document(file, content);
        byte[] after = AnnotationEdit.set(file, new String(content, UTF_8), annotation, value)
                .getBytes(UTF_8);
        Object expected = expected(before, annotation, value);
        if (!expected.equals(read(file, after))) {
            throw AnnotationEdit.refusal(file, annotation);
        }
        return after;
    }

    /**
     * The overlay with its pin moved back, and the revision that it leaves among those that are not promoted again.
     *
     * @param failed empty where nothing is rejected, as where the overlay followed the branch
     * @throws Rejected as {@link #set}
     */
    public static byte[] back(String file, byte[] content, Revision good, Optional<Revision> failed) throws Rejected {
        byte[] pinned = set(file, content, OverlayPin.REVISION, good.id());
        if (failed.isEmpty()) {
            return pinned;
        }
        List<Revision> rejected = new ArrayList<>(OverlayPin.read(file, content).rejected());
        rejected.removeAll(List.of(failed.get(), good));
        rejected.add(failed.get());
        String last = rejected.stream()
                .skip(Math.max(0, rejected.size() - MOST_REJECTED))
                .map(Revision::id)
                .collect(Collectors.joining(","));
        return set(file, pinned, OverlayPin.REJECTED, last);
    }

    /**
     * The overlay with its pin moved back because another application of its group failed: what it leaves may be promoted
     * again.
     *
     * @throws Rejected as {@link #set}
     */
    public static byte[] backWithOthers(String file, byte[] content, Revision good, Revision left) throws Rejected {
        return set(file, set(file, content, OverlayPin.REVISION, good.id()), OverlayPin.ROLLED_BACK, left.id());
    }

    /** Whether two overlays say the same but for the pin and what is rejected. */
    public static boolean differOnlyInPin(String file, byte[] before, byte[] after) throws Rejected {
        return withoutPin(file, before).equals(withoutPin(file, after));
    }

    private static Object withoutPin(String file, byte[] content) throws Rejected {
        Map<Object, Object> top = map(Plain.of(OverlayPin.document(file, content)));
        Map<Object, Object> metadata = map(top.get("metadata"));
        Map<Object, Object> annotations = map(metadata.get("annotations"));
        annotations.keySet().removeAll(List.of(OverlayPin.REVISION, OverlayPin.REJECTED, OverlayPin.ROLLED_BACK));
        metadata.put("annotations", annotations);
        top.put("metadata", metadata);
        return top;
    }

    private static Object read(String file, byte[] after) throws Rejected {
        try {
            return Plain.of(OverlayPin.document(file, after));
        } catch (Rejected e) {
            throw new Rejected(Problem.of(file + ": the edit would break the file: " + e.getMessage()));
        }
    }

    private static Object expected(Value.Mapping before, String annotation, String value) {
        Map<Object, Object> top = map(Plain.of(before));
        Map<Object, Object> metadata = map(top.get("metadata"));
        Map<Object, Object> annotations = map(metadata.get("annotations"));
        annotations.put(annotation, value);
        metadata.put("annotations", annotations);
        top.put("metadata", metadata);
        return top;
    }

    private static Map<Object, Object> map(@Nullable Object plain) {
        return plain instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : new LinkedHashMap<>();
    }
}
