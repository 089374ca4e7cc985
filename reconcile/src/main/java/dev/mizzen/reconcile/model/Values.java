package dev.mizzen.reconcile.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values to JSON and back. Numbers stay exact; what has no place in JSON does not occur in a value. */
public final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private Values() {}

    /** The value as Jackson would have read it from JSON, but with decimals exact. */
    public static JsonNode toJson(Value value) {
        return switch (value) {
            case Value.Mapping mapping -> toJson(mapping);
            case Value.Sequence sequence -> {
                ArrayNode array = NODES.arrayNode(sequence.items().size());
                sequence.items().forEach(item -> array.add(toJson(item)));
                yield array;
            }
            case Value.Text text -> NODES.stringNode(text.text());
            case Value.Whole whole -> whole(whole.number());
            case Value.Decimal decimal -> NODES.numberNode(decimal.number());
            case Value.Flag flag -> NODES.booleanNode(flag.flag());
            case Value.Nothing nothing -> NODES.nullNode();
        };
    }

    /** As {@link #toJson(Value)}, fields in source order. */
    public static ObjectNode toJson(Value.Mapping mapping) {
        ObjectNode object = NODES.objectNode();
        mapping.fields().forEach((key, field) -> object.set(key, toJson(field.value())));
        return object;
    }

    /**
     * A value whose every part stands at {@code position}.
     *
     * @throws IllegalArgumentException for a node that JSON text cannot hold, such as binary data
     */
    public static Value fromJson(JsonNode node, Position position) {
        return switch (node.getNodeType()) {
            case OBJECT -> fromJson((ObjectNode) node, position);
            case ARRAY -> {
                List<Value> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(fromJson(item, position)));
                yield new Value.Sequence(position, List.copyOf(items));
            }
            case STRING -> new Value.Text(position, node.stringValue());
            case NUMBER ->
                node.isIntegralNumber()
                        ? new Value.Whole(position, node.bigIntegerValue())
                        : new Value.Decimal(position, node.decimalValue());
            case BOOLEAN -> new Value.Flag(position, node.booleanValue());
            case NULL, MISSING -> new Value.Nothing(position);
            case BINARY, POJO -> throw new IllegalArgumentException(node.getNodeType() + " is not JSON");
        };
    }

    /** As {@link #fromJson(JsonNode, Position)}. */
    public static Value.Mapping fromJson(ObjectNode object, Position position) {
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>();
        object.forEachEntry((key, value) -> fields.put(key, new Value.Field(position, fromJson(value, position))));
        return Value.Mapping.of(position, fields);
    }

    /** The smallest node that holds the number, as the parser does, so that equal numbers are equal nodes. */
    private static JsonNode whole(BigInteger number) {
        if (number.compareTo(MIN_LONG) < 0 || number.compareTo(MAX_LONG) > 0) {
            return NODES.numberNode(number);
        }
        long small = number.longValueExact();
        return small == (int) small ? NODES.numberNode((int) small) : NODES.numberNode(small);
    }
}
