package dev.mizzen.reconcile.promote;

import dev.mizzen.reconcile.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a document says, wherever it says it. */
final class Plain {
    private Plain() {}

    /** The same without places. */
    static Object of(Value value) {
        return switch (value) {
            case Value.Mapping mapping -> {
                Map<Object, Object> fields = new LinkedHashMap<>();
                mapping.fields().forEach((key, field) -> fields.put(key, of(field.value())));
                yield fields;
            }
            case Value.Sequence sequence ->
                sequence.items().stream().map(Plain::of).toList();
            case Value.Text text -> text.text();
            case Value.Whole whole -> whole.number();
            case Value.Decimal decimal -> decimal.number();
            case Value.Flag flag -> flag.flag();
            case Value.Nothing nothing -> Optional.empty();
        };
    }
}
