package dev.mizzen.reconcile.promote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.AnnotationEdit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets one annotation of an overlay where it stands, and leaves every other character as it is. */
public final class PinEdit {
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

    private static Object read(String file, byte[] after) throws Rejected {
        try {
            return plain(OverlayPin.document(file, after));
        } catch (Rejected e) {
            throw new Rejected(Problem.of(file + ": the edit would break the file: " + e.getMessage()));
        }
    }

    private static Object expected(Value.Mapping before, String annotation, String value) {
        Map<Object, Object> top = map(plain(before));
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

    /** The same without places. */
    private static Object plain(Value value) {
        return switch (value) {
            case Value.Mapping mapping -> {
                Map<Object, Object> fields = new LinkedHashMap<>();
                mapping.fields().forEach((key, field) -> fields.put(key, plain(field.value())));
                yield fields;
            }
            case Value.Sequence sequence ->
                sequence.items().stream().map(PinEdit::plain).toList();
            case Value.Text text -> text.text();
            case Value.Whole whole -> whole.number();
            case Value.Decimal decimal -> decimal.number();
            case Value.Flag flag -> flag.flag();
            case Value.Nothing nothing -> Optional.empty();
        };
    }
}
