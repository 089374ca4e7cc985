package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.LockPath;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.node.StringNode;

/** The text of a lock. Writing what was read gives the same lock again; equal locks have equal texts. */
public final class LockFile {
    private static final int FORM = 1;
    private static final String SHA256 = "sha256:";
    private static final String HEADER = """
            # What the artifacts from outside are, down to the byte. `mizzen lock` writes this file; commit it.
            # `mizzen lock --update` moves what is a range to the newest version in it.
            """;

    private static final Shape TEXT = new Shape.AnyText();
    /** A list of what is asked for, each with what is meant. */
    public static final Shape ARTIFACTS = new Shape.ListOf(new Shape.Fields(
            Map.of(
                    "url", TEXT,
                    "chart", TEXT,
                    "version", TEXT,
                    "source", TEXT,
                    "path", TEXT,
                    "commit", TEXT,
                    "resolved", TEXT,
                    "digest",
                            new Shape.Form(
                                    "sha256: and 64 hexadecimal digits",
                                    text -> text.startsWith(SHA256)
                                            && Digest.isDigest(text.substring(SHA256.length())))),
            Set.of()));

    private static final Shape SHAPE = new Shape.Fields(
            Map.of("form", new Shape.Count(FORM, FORM), "artifacts", ARTIFACTS), Set.of("form", "artifacts"));

    private LockFile() {}

    /**
     * The lock of an application; an empty one where there is no file.
     *
     * @throws Rejected with every mistake of the file
     */
    public static Lock read(Snapshot snapshot, AppName app) throws Rejected {
        String path = LockPath.of(snapshot, app);
        if (!(snapshot.entry(path).orElse(null) instanceof Entry.File file)) {
            return Lock.EMPTY;
        }
        try {
            return read(path, snapshot.read(file, YamlReader.FILE_BYTES));
        } catch (FileSealed e) {
            throw new Rejected(Problem.at(new Position(path, e.line(), 1), "the file cannot be read: " + e.reason()));
        } catch (FileTooLarge e) {
            throw new Rejected(
                    Problem.at(new Position(path, 1, 1), "the file has more than " + YamlReader.FILE_BYTES + " bytes"));
        }
    }

    /** As {@link #read(Snapshot, AppName)}, of the bytes of a file that positions call {@code path}. */
    public static Lock read(String path, byte[] content) throws Rejected {
        YamlFile yaml = YamlReader.read(path, content);
        List<Problem> problems = new ArrayList<>(yaml.problems());
        if (problems.isEmpty() && yaml.documents().size() != 1) {
            problems.add(Problem.at(
                    new Position(path, 1, 1),
                    "expected one YAML document, found " + yaml.documents().size()));
        }
        if (problems.isEmpty()) {
            ShapeCheck.ofWhole(problems).check(yaml.documents().getFirst(), SHAPE);
        }
        Map<Wanted, Pin> pins = new HashMap<>();
        if (problems.isEmpty() && yaml.documents().getFirst() instanceof Value.Mapping top) {
            pins.putAll(pins(top, problems));
        }
        if (!problems.isEmpty()) {
            throw new Rejected(problems);
        }
        return Lock.of(pins);
    }

    /** The pins of a list {@code artifacts} of the form {@link #ARTIFACTS}; the mistakes go to {@code problems}. */
    public static Map<Wanted, Pin> pins(Value.Mapping top, List<Problem> problems) {
        Map<Wanted, Pin> pins = new HashMap<>();
        for (Value.Mapping item : ShapeCheck.maps(top, "artifacts")) {
            add(item, pins, problems);
        }
        return pins;
    }

    /** One item of such a list: field → text. */
    public static SequencedMap<String, String> fields(Wanted wanted, Pin pin) {
        SequencedMap<String, String> fields = wanted.fields();
        switch (pin) {
            case Pin.Content content -> {
                if (!content.version().isEmpty()) {
                    fields.put("resolved", content.version());
                }
                fields.put("digest", SHA256 + content.digest().hex());
            }
            case Pin.Commit commit -> fields.put("resolved", commit.revision().id());
        }
        return fields;
    }

    private static void add(Value.Mapping item, Map<Wanted, Pin> pins, List<Problem> problems) {
        Optional<Wanted> wanted = wanted(item);
        Optional<Pin> pin = pin(item);
        if (wanted.isEmpty()) {
            problems.add(Problem.at(
                    item.position(),
                    "expected \"url\" (and \"chart\" and \"version\"), or \"source\" and \"path\" of another source"));
        } else if (pin.isEmpty()) {
            problems.add(Problem.at(
                    item.position(),
                    wanted.get() instanceof Wanted.Git
                            ? "expected \"resolved\", a full commit id"
                            : "expected \"digest\", sha256: and 64 hexadecimal digits"));
        } else if (pins.put(wanted.get(), pin.get()) != null) {
            problems.add(Problem.at(
                    item.position(),
                    "the artifact is here twice: " + wanted.get().text()));
        }
    }

    private static Optional<Wanted> wanted(Value.Mapping item) {
        Optional<String> url = ShapeCheck.text(item, "url");
        String version = ShapeCheck.text(item, "version").orElse("");
        Optional<String> chart = ShapeCheck.text(item, "chart");
        if (url.isPresent() && item.get("source") != null) {
            return Optional.empty();
        }
        if (url.isEmpty()) {
            return ShapeCheck.text(item, "source")
                    .flatMap(source -> ShapeCheck.text(item, "path")
                            .map(path -> new Wanted.Git(source, path, ShapeCheck.text(item, "commit"))));
        }
        if (url.get().startsWith("oci://")) {
            return Optional.of(new Wanted.Registry(url.get(), version));
        }
        return Optional.of(
                chart.isPresent()
                        ? new Wanted.Repository(url.get(), chart.get(), version)
                        : new Wanted.Archive(url.get()));
    }

    private static Optional<Pin> pin(Value.Mapping item) {
        String resolved = ShapeCheck.text(item, "resolved").orElse("");
        Optional<String> digest = ShapeCheck.text(item, "digest");
        if (item.get("source") != null) {
            return Revision.isRevision(resolved)
                    ? Optional.of(new Pin.Commit(new Revision(resolved)))
                    : Optional.empty();
        }
        return digest.map(text -> new Pin.Content(resolved, new Digest(text.substring(SHA256.length()))));
    }

    /** The file's text. */
    public static String text(Lock lock) {
        StringBuilder text =
                new StringBuilder(HEADER).append("form: ").append(FORM).append('\n');
        text.append(lock.pins().isEmpty() ? "artifacts: []\n" : "artifacts:\n");
        lock.pins().forEach((wanted, pin) -> {
            SequencedMap<String, String> fields = fields(wanted, pin);
            String lead = "  - ";
            for (Map.Entry<String, String> field : fields.entrySet()) {
                text.append(lead)
                        .append(field.getKey())
                        .append(": ")
                        .append(scalar(field))
                        .append('\n');
                lead = "    ";
            }
        });
        return text.toString();
    }

    /** A version such as 1.10 would be a number without quotes. */
    private static String scalar(Map.Entry<String, String> field) {
        boolean plain = switch (field.getKey()) {
            case "url", "digest", "source" -> field.getValue().matches("[A-Za-z][A-Za-z0-9+.:/_@-]*[A-Za-z0-9_-]");
            default -> false;
        };
        return plain ? field.getValue() : StringNode.valueOf(field.getValue()).toString();
    }
}
