package dev.mizzen.daemon.resolved;

import dev.mizzen.daemon.resolved.ResolvedFile.CopyKey;
import dev.mizzen.daemon.resolved.ResolvedFile.Digests;
import dev.mizzen.daemon.resolved.ResolvedFile.Known;
import dev.mizzen.daemon.resolved.ResolvedFile.Told;
import dev.mizzen.daemon.resolved.ResolvedFile.UnitKey;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.artifact.LockFile;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.spec.shape.Shape;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Reads a file of resolved inputs, which anybody may have written. */
public final class ResolvedReader {
    private static final String CLUSTERS = "clusters";
    private static final int MOST_REFERENCES = 100_000;
    private static final Shape TEXT = new Shape.AnyText();
    private static final Shape DIGEST = new Shape.Form("64 hexadecimal digits", Digest::isDigest);
    private static final Shape COMPONENT = new Shape.Fields(
            Map.of(
                    "name", TEXT,
                    "namespace", TEXT,
                    "replica", TEXT,
                    "inputs", DIGEST,
                    "output", DIGEST,
                    "waits", TEXT,
                    "secret", new Shape.Bool(),
                    "lacks",
                            new Shape.ListOf(new Shape.Fields(
                                    Map.of(
                                            "kind",
                                            new Shape.Word(Arrays.stream(Lack.Kind.values())
                                                    .map(Lack.Kind::word)
                                                    .toList()),
                                            "what",
                                            TEXT,
                                            "digest",
                                            DIGEST),
                                    Set.of("kind", "what")))),
            Set.of("name", "namespace", "replica"));
    private static final Shape VALUE = new Shape.Fields(
            Map.of("kind", TEXT, "namespace", TEXT, "name", TEXT, "key", TEXT, "text", TEXT),
            Set.of("kind", "namespace", "name", "key", "text"));
    private static final Shape COPY = new Shape.Fields(
            Map.of(
                    "component",
                    TEXT,
                    "namespace",
                    TEXT,
                    "reference",
                    new Shape.Count(0, MOST_REFERENCES),
                    "objects",
                    new Shape.ListOf(new Shape.AnyMap())),
            Set.of("component", "namespace", "reference", "objects"));
    private static final Shape CLUSTER = new Shape.Fields(
            Map.of(
                    "name", new Shape.Form("the name of a cluster", ClusterName::isClusterName),
                    "labels", new Shape.MapOf(TEXT),
                    "version",
                            new Shape.Fields(
                                    Map.of(
                                            "major",
                                            TEXT,
                                            "gitVersion",
                                            TEXT,
                                            "platform",
                                            TEXT,
                                            "minor",
                                            new Shape.Count(0, 9_999)),
                                    Set.of("major", "gitVersion", "platform", "minor")),
                    "apis", new Shape.ListOf(TEXT),
                    "birth", new Shape.Form("a time such as 2026-01-31T12:00:00Z", ResolvedReader::isTime),
                    "values", new Shape.ListOf(VALUE),
                    "copies", new Shape.ListOf(COPY),
                    "components", new Shape.ListOf(COMPONENT)),
            Set.of("name", "labels", "version", "components"));
    private static final Shape SHAPE = new Shape.Fields(
            Map.of(
                    "apiVersion",
                    new Shape.Word(List.of(ResolvedFile.API_VERSION)),
                    "kind",
                    new Shape.Word(List.of(ResolvedFile.KIND)),
                    "delivery",
                    new Shape.Form("SOURCE/ENV/APP", ResolvedReader::isDelivery),
                    "commit",
                    new Shape.Form("a full commit id", Revision::isRevision),
                    "files",
                    DIGEST,
                    CLUSTERS,
                    new Shape.ListOf(CLUSTER),
                    "artifacts",
                    LockFile.ARTIFACTS),
            Set.of("apiVersion", "kind", "delivery", "commit", "files", CLUSTERS, "artifacts"));

    private ResolvedReader() {}

    /**
     * Reads the bytes of a file that positions call {@code path}.
     *
     * @throws Rejected with every mistake, each at its line
     */
    public static ResolvedFile read(String path, byte[] content) throws Rejected {
        YamlFile yaml = YamlReader.read(path, content);
        List<Problem> problems = new ArrayList<>(yaml.problems());
        if (problems.isEmpty() && yaml.documents().size() != 1) {
            problems.add(Problem.at(
                    new Position(path, 1, 1),
                    "expected one YAML document, as mizzen resolved writes it, found "
                            + yaml.documents().size()));
        }
        if (problems.isEmpty()) {
            ShapeCheck.ofWhole(problems).check(yaml.documents().getFirst(), SHAPE);
        }
        if (problems.isEmpty() && yaml.documents().getFirst() instanceof Value.Mapping top) {
            ResolvedFile file = file(top, problems);
            if (problems.isEmpty()) {
                return file;
            }
        }
        throw new Rejected(problems);
    }

    private static ResolvedFile file(Value.Mapping top, List<Problem> problems) {
        Map<ClusterName, Known> clusters = new TreeMap<>();
        for (Value.Mapping item : ShapeCheck.maps(top, CLUSTERS)) {
            Known known = cluster(item);
            if (clusters.put(known.cluster().name(), known) != null) {
                problems.add(Problem.at(
                        item.position(),
                        "the cluster is here twice: " + known.cluster().name()));
            }
        }
        Map<Wanted, Pin> pins = LockFile.pins(top, problems);
        return new ResolvedFile(
                DeliveryId.parse(text(top, "delivery")),
                position(top, "delivery"),
                text(top, "commit"),
                new Digest(text(top, "files")),
                position(top, "files"),
                clusters,
                pins);
    }

    private static Known cluster(Value.Mapping item) {
        Map<String, String> labels = new HashMap<>();
        Value.Mapping written = ShapeCheck.map(item, "labels").orElseThrow();
        written.fields().keySet().forEach(key -> labels.put(key, text(written, key)));
        Value.Mapping version = ShapeCheck.map(item, "version").orElseThrow();
        ClusterFacts facts = new ClusterFacts(
                text(version, "major"),
                text(version, "gitVersion"),
                text(version, "platform"),
                count(version, "minor"));
        Map<CopyKey, List<ObjectNode>> copies = new HashMap<>();
        for (Value.Mapping copy : ShapeCheck.maps(item, "copies")) {
            copies.put(
                    new CopyKey(text(copy, "component"), text(copy, "namespace"), count(copy, "reference")),
                    ShapeCheck.maps(copy, "objects").stream()
                            .map(Values::toJson)
                            .toList());
        }
        Map<UnitKey, Told> units = new HashMap<>();
        for (Value.Mapping unit : ShapeCheck.maps(item, "components")) {
            units.put(new UnitKey(text(unit, "name"), text(unit, "namespace"), text(unit, "replica")), told(unit));
        }
        return new Known(
                new Cluster(new ClusterName(text(item, "name")), labels),
                ResolvedFile.facts(facts, release(item)),
                copies,
                units);
    }

    /** Without a seed. */
    private static Optional<ReleaseFacts> release(Value.Mapping item) {
        if (!(item.get("apis") instanceof Value.Sequence apis)) {
            return Optional.empty();
        }
        Map<ReleaseFacts.ValueKey, String> values = new HashMap<>();
        for (Value.Mapping value : ShapeCheck.maps(item, "values")) {
            values.put(
                    new ReleaseFacts.ValueKey(
                            text(value, "kind"), text(value, "namespace"), text(value, "name"), text(value, "key")),
                    text(value, "text"));
        }
        long birth = ShapeCheck.text(item, "birth")
                .map(time -> Instant.parse(time).getEpochSecond())
                .orElse(0L);
        return Optional.of(new ReleaseFacts(
                apis.items().stream()
                        .filter(Value.Text.class::isInstance)
                        .map(api -> ((Value.Text) api).text())
                        .toList(),
                new ReleaseFacts.Birth(new byte[0], birth),
                values));
    }

    private static Told told(Value.Mapping unit) {
        List<Lack> lacks = ShapeCheck.maps(unit, "lacks").stream()
                .map(lack -> new Lack(
                        Lack.Kind.valueOf(text(lack, "kind").toUpperCase(Locale.ROOT)),
                        text(lack, "what"),
                        ShapeCheck.text(lack, "digest")))
                .toList();
        Optional<Digests> digests = ShapeCheck.text(unit, "inputs")
                .flatMap(inputs -> ShapeCheck.text(unit, "output")
                        .map(output -> new Digests(new Digest(inputs), new Digest(output))));
        return new Told(digests, lacks, ShapeCheck.text(unit, "waits"));
    }

    private static boolean isDelivery(String text) {
        try {
            DeliveryId.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Position position(Value.Mapping mapping, String field) {
        return Objects.requireNonNull(mapping.get(field)).position();
    }

    private static String text(Value.Mapping mapping, String field) {
        return ShapeCheck.text(mapping, field).orElse("");
    }

    private static int count(Value.Mapping mapping, String field) {
        return mapping.get(field) instanceof Value.Whole whole ? whole.number().intValue() : 0;
    }
}
