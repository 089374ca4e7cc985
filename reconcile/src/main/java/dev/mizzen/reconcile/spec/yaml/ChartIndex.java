package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the versions of one chart out of a Helm repository's {@code index.yaml}, which may be huge and hostile: as a stream, of
 * which only those versions are kept; an alias stands for nothing.
 */
public final class ChartIndex {
    /** Most bytes of an index. */
    public static final int BYTES = 64 * 1024 * 1024;

    private static final int MOST_VERSIONS = 10_000;
    private static final int MOST_NAMES = 10_000;
    private static final int BUFFER = 64 * 1024;
    private static final int NESTING = 100;

    private final Iterator<Event> events;
    private final String chart;
    private final List<Version> versions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private boolean found;

    /** One version of the chart; {@code urls} as written, perhaps relative. */
    public record Version(String version, List<String> urls) {
        public Version {
            urls = List.copyOf(urls);
        }
    }

    private ChartIndex(Iterator<Event> events, String chart) {
        this.events = events;
        this.chart = chart;
    }

    /**
     * The versions of {@code chart}, in the order of the index.
     *
     * @param name what messages call the index
     * @throws Rejected if it is no index, or has no such chart: then with the nearest name
     * @throws IOException as {@code text} does
     */
    public static List<Version> read(String name, InputStream text, String chart) throws Rejected, IOException {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(BYTES)
                    .setUseMarks(false)
                    .setBufferSize(BUFFER)
                    .build();
            ChartIndex index =
                    new ChartIndex(new Parse(settings).parseInputStream(text).iterator(), chart);
            index.document();
            if (!index.found) {
                throw new Rejected(Problem.of(name + " has no chart \"" + chart + "\"")
                        .withNearest(Nearest.to(chart, index.names)));
            }
            return index.versions;
        } catch (YamlEngineException | NoSuchElementException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new Rejected(Problem.of(name + " is no index of a Helm repository: " + firstLine(e)));
        } catch (Unreadable e) {
            throw new Rejected(Problem.of(
                    name + " is no index of a Helm repository: " + e.problem().message()));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it ends too early");
    }

    private void document() throws Unreadable {
        while (events.hasNext()) {
            if (events.next() instanceof MappingStartEvent) {
                eachField("entries", this::entries);
                return;
            }
        }
        throw unreadable("expected a map");
    }

    private void entries(Event start) throws Unreadable {
        if (!(start instanceof MappingStartEvent)) {
            throw unreadable("expected a map at \"entries\"");
        }
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            String name = text(key).orElse("");
            skip(key);
            if (name.equals(chart)) {
                found = true;
                list(events.next());
            } else {
                if (names.size() < MOST_NAMES) {
                    names.add(name);
                }
                skip(events.next());
            }
        }
    }

    private void list(Event start) throws Unreadable {
        if (!(start instanceof SequenceStartEvent)) {
            throw unreadable("expected a list of versions at \"" + chart + "\"");
        }
        for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
            if (!(item instanceof MappingStartEvent)) {
                skip(item);
                continue;
            }
            version();
            if (versions.size() > MOST_VERSIONS) {
                throw unreadable("the chart has more than " + MOST_VERSIONS + " versions");
            }
        }
    }

    private void version() throws Unreadable {
        List<String> urls = new ArrayList<>();
        Optional<String> version = Optional.empty();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            String name = text(key).orElse("");
            skip(key);
            Event value = events.next();
            if (name.equals("version")) {
                version = text(value);
                skip(value);
            } else if (name.equals("urls") && value instanceof SequenceStartEvent) {
                for (Event url = events.next(); !(url instanceof SequenceEndEvent); url = events.next()) {
                    text(url).ifPresent(urls::add);
                    skip(url);
                }
            } else {
                skip(value);
            }
        }
        version.ifPresent(written -> versions.add(new Version(written, urls)));
    }

    private interface Field {
        void read(Event value) throws Unreadable;
    }

    private void eachField(String wanted, Field field) throws Unreadable {
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            boolean is = text(key).filter(wanted::equals).isPresent();
            skip(key);
            Event value = events.next();
            if (is) {
                field.read(value);
            } else {
                skip(value);
            }
        }
    }

    private static Optional<String> text(Event event) {
        return event instanceof ScalarEvent scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    /** All that belongs to a value whose first event is {@code start}. */
    private void skip(Event start) throws Unreadable {
        int depth = 0;
        Event event = start;
        while (true) {
            switch (event) {
                case MappingStartEvent ignored -> depth++;
                case SequenceStartEvent ignored -> depth++;
                case MappingEndEvent ignored -> depth--;
                case SequenceEndEvent ignored -> depth--;
                case AliasEvent ignored -> {}
                default -> {}
            }
            if (depth <= 0) {
                return;
            }
            if (depth > NESTING) {
                throw unreadable("more than " + NESTING + " lists and maps in each other");
            }
            event = events.next();
        }
    }

    private static Unreadable unreadable(String message) {
        return new Unreadable(Problem.of(message));
    }
}
