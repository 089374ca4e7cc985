package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/** Makes values of the parser's events. Not of composed nodes: only here can nesting be refused before it is built. */
final class ValueBuilder {
    private final String file;
    private final Iterator<Event> events;
    private final List<Problem> problems;
    private final Scalars scalars;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int aliases;
    private int values;

    private record Anchored(Value value, int size) {}

    ValueBuilder(String file, Iterator<Event> events, List<Problem> problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** Adds every document to {@code documents}; those before a mistake stay. */
    void documents(List<Value> documents) throws Unreadable {
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent) {
                anchors.clear();
                documents.add(value(events.next(), 0));
            }
        }
    }

    private Value value(Event event, int depth) throws Unreadable {
        Position at = at(event);
        count(at, 1);
        int before = values;
        return switch (event) {
            case AliasEvent alias -> alias(at, alias);
            case ScalarEvent scalar -> anchored(scalar.getAnchor(), before, scalar(at, scalar));
            case SequenceStartEvent start -> anchored(start.getAnchor(), before, sequence(at, start, depth + 1));
            case MappingStartEvent start -> anchored(start.getAnchor(), before, mapping(at, start, depth + 1));
            default -> throw new IllegalStateException("the parser gave " + event.getEventId() + " for a value");
        };
    }

    private Value anchored(Optional<Anchor> anchor, int before, Value value) {
        anchor.ifPresent(name -> anchors.put(name, new Anchored(value, values - before)));
        return value;
    }

    private Value alias(Position at, AliasEvent event) throws Unreadable {
        if (++aliases > YamlReader.ALIASES) {
            throw new Unreadable(Problem.at(at, "the file has more than " + YamlReader.ALIASES + " aliases"));
        }
        Anchored target = anchors.get(event.getAlias());
        if (target == null) {
            problems.add(Problem.at(at, "the alias *" + event.getAlias() + " has no anchor that ends before it"));
            return new Value.Nothing(at);
        }
        count(at, target.size());
        return target.value();
    }

    private void count(Position at, int more) throws Unreadable {
        values += more;
        if (values > YamlReader.VALUES) {
            throw new Unreadable(
                    Problem.at(at, "the file has more than " + YamlReader.VALUES + " values, aliases written out"));
        }
    }

    private Value scalar(Position at, ScalarEvent event) {
        Optional<String> tag = event.getTag();
        if (tag.isPresent()) {
            return scalars.tagged(at, tag.get(), event.getValue());
        }
        return event.isPlain() ? scalars.plain(at, event.getValue()) : new Value.Text(at, event.getValue());
    }

    private Value sequence(Position at, SequenceStartEvent start, int depth) throws Unreadable {
        enter(at, depth);
        start.getTag().ifPresent(tag -> scalars.collectionTag(at, tag, "seq"));
        List<Value> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(value(event, depth));
        }
        return new Value.Sequence(at, List.copyOf(items));
    }

    private Value mapping(Position at, MappingStartEvent start, int depth) throws Unreadable {
        enter(at, depth);
        start.getTag().ifPresent(tag -> scalars.collectionTag(at, tag, "map"));
        SequencedMap<String, Value.Field> fields = new LinkedHashMap<>();
        List<Value> merged = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Value key = value(event, depth);
            Value value = value(events.next(), depth);
            if (isMerge(event)) {
                merged.add(value);
            } else {
                put(fields, at(event), key, value);
            }
        }
        merged.forEach(value -> merge(fields, value));
        return Value.Mapping.of(at, fields);
    }

    private static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getTag().isEmpty()
                && scalar.getValue().equals("<<");
    }

    private void put(SequencedMap<String, Value.Field> fields, Position at, Value key, Value value) {
        Optional<String> name = name(key);
        if (name.isEmpty()) {
            problems.add(Problem.at(at, "expected a name as key, found " + key.describe()));
        } else if (fields.containsKey(name.get())) {
            problems.add(Problem.at(at, "the key \"" + name.get() + "\" is written twice"));
        } else {
            fields.put(name.get(), new Value.Field(at, value));
        }
    }

    /** As KubeVela: a number or boolean as key is the text that JSON has for it. */
    private static Optional<String> name(Value key) {
        return switch (key) {
            case Value.Text text -> Optional.of(text.text());
            case Value.Whole whole -> Optional.of(whole.number().toString());
            case Value.Decimal decimal -> Optional.of(decimal.number().toString());
            case Value.Flag flag -> Optional.of(Boolean.toString(flag.flag()));
            case Value.Nothing nothing -> Optional.empty();
            case Value.Mapping mapping -> Optional.empty();
            case Value.Sequence sequence -> Optional.empty();
        };
    }

    /** What is written here wins over what is merged in, and an earlier merge over a later one. */
    private void merge(SequencedMap<String, Value.Field> fields, Value value) {
        if (value instanceof Value.Mapping mapping) {
            mapping.fields().forEach(fields::putIfAbsent);
        } else if (value instanceof Value.Sequence sequence
                && sequence.items().stream().allMatch(Value.Mapping.class::isInstance)) {
            sequence.items().forEach(item -> merge(fields, item));
        } else {
            problems.add(Problem.at(
                    value.position(), "expected a map or a list of maps behind <<, found " + value.describe()));
        }
    }

    private void enter(Position at, int depth) throws Unreadable {
        if (depth > YamlReader.NESTING) {
            throw new Unreadable(Problem.at(at, "values are nested deeper than " + YamlReader.NESTING));
        }
    }

    private Position at(Event event) {
        return YamlReader.position(file, event.getStartMark());
    }
}
