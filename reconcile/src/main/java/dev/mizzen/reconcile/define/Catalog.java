package dev.mizzen.reconcile.define;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that an application may use: those of its source, in {@code definitions/*.cue|*.yaml|*.yml}, before the
 * built-in ones. Files are read when the first definition is asked for, and a file of the same path and content once
 * only. A broken file fails those who use what it defines, and nobody else. Thread-safe.
 */
public final class Catalog {
    private static final String FOLDER = "definitions";
    private static final List<String> FORMS = List.of(".cue", ".yaml", ".yml");
    private static final String ABSENT = "absent";
    private static final SourceName BUILT_IN = new SourceName("built-in");
    private static final int FILE_BYTES = 10 * 1024 * 1024;
    private static final int FILES = 1_000;

    private final Shared shared;
    private final Optional<Snapshot> base;
    private @Nullable Folder own;

    private Catalog(Shared shared, Optional<Snapshot> base) {
        this.shared = shared;
        this.base = base;
    }

    /** The built-in definitions alone; {@link #of} adds a source's own. */
    public static Catalog builtIn(Evaluator evaluator) {
        return new Catalog(new Shared(evaluator, BuiltIns.PREFIX, Optional.empty()), Optional.empty());
    }

    /** As {@link #builtIn}, with {@code files} (path → text) in place of the definitions that come with Mizzen. */
    public static Catalog inPlaceOfBuiltIn(Evaluator evaluator, SortedMap<String, String> files) {
        return new Catalog(new Shared(evaluator, "", Optional.of(files)), Optional.empty());
    }

    /** The definitions of {@code base} before the built-in ones. Reads nothing yet. */
    public Catalog of(Snapshot base) {
        return new Catalog(shared, Optional.of(base));
    }

    /** Whose definitions come first; {@code built-in} if only those are here. */
    public SourceName source() {
        return base.map(Snapshot::source).orElse(BUILT_IN);
    }

    /** The snapshot whose definitions come first; empty if only the built-in ones are here. */
    public Optional<Snapshot> base() {
        return base;
    }

    /**
     * The definition that a type name means.
     *
     * @param user where the name is written
     * @throws Rejected if there is none, with the nearest name, or if the file that defines it is broken
     */
    public Definition find(Kind kind, String name, Position user) throws Rejected, Waiting {
        return find(kind, name, user, false);
    }

    /**
     * As {@link #find(Kind, String, Position)}.
     *
     * @param latest whether a type such as {@code web@v1} may mean the highest version that begins with {@code 1.}
     */
    public Definition find(Kind kind, String written, Position user, boolean latest) throws Rejected, Waiting {
        TypeName type = TypeName.of(written);
        String name = type.name();
        Folder own = own();
        Optional<Definition> found = own.find(kind, type, latest);
        List<DefinitionFile> broken = found.isPresent() || !own.broken(name).isEmpty()
                ? own.broken(name)
                : shared.loaded().broken(name);
        if (!broken.isEmpty()) {
            throw broken(kind, name, user, broken);
        }
        found = found.or(() -> shared.loaded().find(kind, type, latest));
        return found.orElseThrow(() -> unknown(kind, written, user, own));
    }

    /** Whether a type name means something here; a broken file counts for what it probably defines. */
    public boolean knows(Kind kind, String written) throws Waiting {
        TypeName type = TypeName.of(written);
        Folder own = own();
        return own.find(kind, type, true).isPresent()
                || !own.broken(type.name()).isEmpty()
                || shared.loaded().find(kind, type, true).isPresent();
    }

    /** The names of all definitions of a kind. */
    public SortedSet<String> names(Kind kind) throws Waiting {
        return names(kind, own());
    }

    /** All definitions that can be found, by kind, then by name. */
    public List<Definition> list() throws Waiting {
        Folder own = own();
        return Stream.of(Kind.values())
                .flatMap(kind -> names(kind, own).stream()
                        .flatMap(name ->
                                own.find(kind, name).or(() -> shared.loaded().find(kind, name)).stream()))
                .toList();
    }

    /** What is wrong with the source's own definition files, also with those that nobody uses. */
    public List<Problem> problems() throws Waiting {
        return own().problems();
    }

    /**
     * The paths that decide what is found here → Git object id, {@code absent} where nothing is: the folder, and each
     * definition file in it.
     */
    public SortedMap<String, String> reads() {
        SortedMap<String, String> reads = new TreeMap<>();
        base.ifPresent(snapshot -> {
            reads.put(FOLDER, snapshot.entry(FOLDER).map(Entry::id).orElse(ABSENT));
            files(snapshot).forEach(file -> reads.put(file.path(), file.id()));
        });
        return Collections.unmodifiableSortedMap(reads);
    }

    private synchronized Folder own() throws Waiting {
        shared.load();
        if (own == null) {
            own = base.isPresent() ? read(base.get()) : Folder.EMPTY;
        }
        return own;
    }

    private Folder read(Snapshot snapshot) throws Waiting {
        List<Entry.File> found = files(snapshot);
        List<DefinitionFile> files = new ArrayList<>();
        for (Entry.File file : found.subList(0, Math.min(found.size(), FILES))) {
            files.add(shared.read(snapshot, file));
        }
        for (Entry.File file : found.subList(Math.min(found.size(), FILES), found.size())) {
            files.add(DefinitionFile.broken(
                    file.path(), "", Stream.of("not read: a source has at most " + FILES + " definition files")));
        }
        return new Folder(files);
    }

    private static List<Entry.File> files(Snapshot snapshot) {
        return snapshot.children(FOLDER).stream()
                .filter(Entry.File.class::isInstance)
                .map(Entry.File.class::cast)
                .filter(file -> FORMS.stream().anyMatch(file.path()::endsWith))
                .toList();
    }

    private static Rejected broken(Kind kind, String name, Position user, List<DefinitionFile> files) {
        List<Problem> problems = new ArrayList<>();
        for (DefinitionFile file : files) {
            Problem problem = Problem.at(user, type(kind, name) + " is defined in a file with a mistake");
            problems.add(file.firstProblem().map(problem::withDefinition).orElse(problem));
            problems.addAll(file.problems());
        }
        return new Rejected(problems);
    }

    private Rejected unknown(Kind kind, String name, Position user, Folder own) {
        String other = Stream.of(Kind.values())
                .filter(k -> k != kind)
                .filter(k -> own.find(k, name).isPresent()
                        || shared.loaded().find(k, name).isPresent())
                .findFirst()
                .map(k -> "; \"" + name + "\" is a " + k.wire())
                .orElse("");
        return new Rejected(Problem.at(user, type(kind, name) + " is not defined" + other)
                .withNearest(Nearest.to(name, names(kind, own))));
    }

    private static String type(Kind kind, String name) {
        return kind.wire() + " type \"" + name + "\"";
    }

    private SortedSet<String> names(Kind kind, Folder own) {
        SortedSet<String> names = new TreeSet<>();
        Stream.of(own, shared.loaded())
                .forEach(folder -> folder.all(kind).forEach(definition -> names.add(definition.name())));
        return names;
    }

    /** What all catalogs of one evaluator have in common: the built-in definitions and the files that were read. */
    private static final class Shared {
        private static final int REMEMBERED_FILES = 10_000;
        private static final long REMEMBERED_CHARACTERS = 64L * 1024 * 1024;

        private final Evaluator evaluator;
        private final Recent<String, DefinitionFile> remembered =
                new Recent<>(REMEMBERED_FILES, REMEMBERED_CHARACTERS, DefinitionFile::characters);
        private final String prefix;
        private final Optional<SortedMap<String, String>> files;
        private @Nullable Folder builtIns;

        /** @param files in place of the built-in ones; what is wrong with one of them is told to who uses it */
        Shared(Evaluator evaluator, String prefix, Optional<SortedMap<String, String>> files) {
            this.evaluator = evaluator;
            this.prefix = prefix;
            this.files = files;
        }

        synchronized Folder loaded() {
            if (builtIns == null) {
                throw new IllegalStateException("load first");
            }
            return builtIns;
        }

        synchronized void load() throws Waiting {
            if (builtIns != null) {
                return;
            }
            List<DefinitionFile> read = new ArrayList<>();
            for (Map.Entry<String, String> file :
                    files.orElseGet(BuiltIns::files).entrySet()) {
                read.add(DefinitionFile.read(evaluator, BUILT_IN, prefix + file.getKey(), file.getValue()));
            }
            Folder folder = new Folder(read);
            if (files.isEmpty() && !folder.problems().isEmpty()) {
                throw new IllegalStateException("built-in definitions are broken: " + folder.problems());
            }
            builtIns = folder;
        }

        DefinitionFile read(Snapshot snapshot, Entry.File file) throws Waiting {
            String key = file.path() + " " + file.id();
            Optional<DefinitionFile> known = remembered.get(key);
            if (known.isPresent()) {
                return known.get();
            }
            DefinitionFile read = parse(snapshot, file);
            remembered.put(key, read);
            return read;
        }

        private DefinitionFile parse(Snapshot snapshot, Entry.File file) throws Waiting {
            String text;
            try {
                text = new String(snapshot.read(file, FILE_BYTES), StandardCharsets.UTF_8);
            } catch (FileTooLarge e) {
                return DefinitionFile.broken(
                        file.path(), "", Stream.of("the file has more than " + FILE_BYTES + " bytes"));
            } catch (FileSealed e) {
                return DefinitionFile.broken(file.path(), "", Stream.of("the file cannot be read: " + e.reason()));
            }
            return DefinitionFile.read(evaluator, snapshot.source(), file.path(), text);
        }
    }
}
