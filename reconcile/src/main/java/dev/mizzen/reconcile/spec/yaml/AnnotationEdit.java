package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Writes one annotation into the text of a document, at the places that the parser tells; every other character stays. */
public final class AnnotationEdit {
    private static final List<String> WAY = List.of("metadata", "annotations");

    private final String file;
    private final String text;
    private final String newline;

    private AnnotationEdit(String file, String text) {
        this.file = file;
        this.text = text;
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * The text with another value of one annotation; whether nothing else became another is for the caller to look at.
     *
     * @param text one document that was read before, and found sound
     * @param value without quotes and backslashes
     * @throws Rejected if there is no place for it, as where an alias stands for the value
     */
    public static String set(String file, String text, String annotation, String value) throws Rejected {
        return new AnnotationEdit(file, text).edited(annotation, value);
    }

    private Rejected refused(String annotation) {
        return refusal(file, annotation);
    }

    /** That the annotation has no place of its own. */
    public static Rejected refusal(String file, String annotation) {
        return new Rejected(Problem.of(file + ": " + annotation
                + " cannot be set without a change of something else; write it plainly, without anchors and aliases"));
    }

    private String edited(String annotation, String value) throws Rejected {
        Node node = new Compose(settings()).composeString(text).orElseThrow();
        for (int depth = 0; depth < WAY.size(); depth++) {
            MappingNode mapping = mapping(node, annotation);
            NodeTuple next = find(mapping, WAY.get(depth));
            if (next == null) {
                return inserted(mapping, WAY.subList(depth, WAY.size()), annotation, value);
            }
            if (isNothing(next.getValueNode())) {
                return filled(next, WAY.subList(depth + 1, WAY.size()), annotation, value);
            }
            own(next, annotation);
            node = next.getValueNode();
        }
        MappingNode annotations = mapping(node, annotation);
        NodeTuple there = find(annotations, annotation);
        if (there == null) {
            return inserted(annotations, List.of(), annotation, value);
        }
        own(there, annotation);
        Node old = there.getValueNode();
        return spliced(start(old), end(old), quoted(value));
    }

    private static LoadSettings settings() {
        return LoadSettings.builder().setUseMarks(true).build();
    }

    private MappingNode mapping(Node node, String annotation) throws Rejected {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw refused(annotation);
    }

    /** That the value stands behind its key, and not elsewhere where an anchor is. */
    private void own(NodeTuple tuple, String annotation) throws Rejected {
        if (start(tuple.getValueNode()) < end(tuple.getKeyNode())) {
            throw refused(annotation);
        }
    }

    private static @Nullable NodeTuple find(MappingNode mapping, String key) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                return tuple;
            }
        }
        return null;
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && List.of("", "~", "null").contains(scalar.getValue());
    }

    /** Before the first entry; a block has one at least. */
    private String inserted(MappingNode mapping, List<String> way, String annotation, String value) {
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            int brace = text.indexOf('{', start(mapping)) + 1;
            boolean empty = mapping.getValue().isEmpty();
            String gap = brace < text.length() && Character.isWhitespace(text.charAt(brace)) ? "" : " ";
            return spliced(brace, brace, " " + flow(way, annotation, value) + (empty ? gap : "," + gap));
        }
        Node first = mapping.getValue().getFirst().getKeyNode();
        int column = first.getStartMark().map(Mark::getColumn).orElseThrow();
        StringBuilder lines = new StringBuilder();
        for (int depth = 0; depth < way.size(); depth++) {
            lines.append(way.get(depth)).append(':').append(newline).append(" ".repeat(column + 2 * (depth + 1)));
        }
        lines.append(annotation)
                .append(": ")
                .append(quoted(value))
                .append(newline)
                .append(" ".repeat(column));
        return spliced(start(first), start(first), lines.toString());
    }

    /** In the place of nothing. */
    private String filled(NodeTuple tuple, List<String> way, String annotation, String value) {
        Node nothing = tuple.getValueNode();
        String map = "{ " + flow(way, annotation, value) + " }";
        if (start(nothing) < end(nothing)) {
            return spliced(start(nothing), end(nothing), map);
        }
        int colon = text.indexOf(':', end(tuple.getKeyNode())) + 1;
        return spliced(colon, colon, " " + map);
    }

    private static String flow(List<String> way, String annotation, String value) {
        String entry = annotation + ": " + quoted(value);
        for (String key : way.reversed()) {
            entry = key + ": { " + entry + " }";
        }
        return entry;
    }

    private static String quoted(String value) {
        return "\"" + value + "\"";
    }

    private String spliced(int from, int to, String with) {
        return text.substring(0, from) + with + text.substring(to);
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int end(Node node) {
        return offset(node.getEndMark());
    }

    /** Marks count code points. */
    private int offset(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }
}
