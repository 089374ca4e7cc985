package dev.mizzen.daemon.resolved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Leaves;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.AppRevision;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.render.ReleaseFacts;
import dev.mizzen.reconcile.render.ReleaseFacts.Birth;
import dev.mizzen.reconcile.render.ReleaseFacts.ValueKey;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Resolution;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.Reference;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is written is read again as it was, and nothing secret is written. */
class ResolvedTextTest {
    private static final ClusterName ONE = new ClusterName("one");
    private static final Digest INPUTS = Digest.of("inputs");
    private static final String DECRYPTED = "correct-horse-battery";

    private static final Unit OPEN =
            unit("open", "helm", "{ path: chart, valuesFrom: [{ kind: ConfigMap, name: site }] }");
    private static final Unit LEAKY =
            unit("leaky", "helm", "{ path: chart, valuesFrom: [{ kind: ConfigMap, name: leaky }] }");
    private static final Unit CLOSED =
            unit("closed", "helm", "{ path: chart, valuesFrom: [{ kind: Secret, name: keys }] }");
    private static final Unit DRAWN = unit("drawn", "helm", "{ path: chart }");
    private static final Unit COPY = unit("copy", "ref-objects", "{ objects: [{ resource: configmap, name: a }] }");
    private static final Unit SECRET_COPY =
            unit("secret-copy", "ref-objects", "{ objects: [{ resource: secret, name: b }] }");
    private static final Unit MAKES = unit("makes", "k8s-objects", "{ objects: [] }");
    private static final Unit REVISED = unit("revised", "webservice", "{ image: b }");
    private static final Unit WAITS = unit("waits", "webservice", "{ image: a }");
    private static final List<Unit> ALL = List.of(OPEN, LEAKY, CLOSED, DRAWN, COPY, SECRET_COPY, MAKES, REVISED, WAITS);

    private static final ObjectNode COPIED = object(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"on\":\"yes\\n1.0\"}}");
    private static final ObjectNode SECRET = object(
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"b\"},\"data\":{\"p\":\"c3dvcmRmaXNo\"}}");

    @TempDir
    private Path folder;

    @Test
    void whatIsGivenIsKnownAgain() throws Exception {
        ResolvedFile file = read(text("seed"));
        ClusterFacts facts = file.facts(OPEN, ALL);
        ReleaseFacts release = facts.release().orElseThrow();
        assertThat(facts.gitVersion()).isEqualTo("v1.33.1");
        assertThat(release.apis()).containsExactly("apps/v1", "v1");
        assertThat(release.birth()).isEqualTo(new Birth(new byte[0], 1_700_000_000));
        assertThat(release.values()).containsExactly(Map.entry(key("ConfigMap", "site"), "title: \"no\"\nsize: 010\n"));
        assertThat(facts.copies()).isEqualTo(new Copies(Map.of(asked(COPY), List.of(COPIED))));
        assertThat(file.pins()).isEqualTo(pins());
        assertThat(file.placed()).containsExactly(new Cluster(ONE, Map.of("purpose", "prod")));
        assertThat(told(file, OPEN).digests())
                .contains(new ResolvedFile.Digests(
                        INPUTS, new Rendered.Ready(OPEN, INPUTS, List.of(), List.of()).output()));
        assertThat(told(file, WAITS).waits()).contains("outputs of other components: a");
    }

    @Test
    void nothingSecretIsGivenNorADigestOfIt() throws Exception {
        String text = text("seed");
        assertThat(text)
                .doesNotContain(
                        DECRYPTED,
                        "swordfish",
                        "c3dvcmRmaXNo",
                        Digest.of("p: swordfish").hex());
        ResolvedFile file = read(text);
        for (Unit unit : List.of(LEAKY, CLOSED, DRAWN, SECRET_COPY, MAKES, REVISED, WAITS)) {
            assertThat(told(file, unit).digests()).as(unit.component().name()).isEmpty();
        }
        assertThat(told(file, CLOSED).lacks()).singleElement().satisfies(lack -> {
            assertThat(lack.kind()).isEqualTo(Lack.Kind.VALUE);
            assertThat(lack.what()).isEqualTo("the key \"values.yaml\" of the Secret web/keys");
        });
        assertThat(told(file, LEAKY).lacks()).extracting(Lack::kind).containsExactly(Lack.Kind.VALUE);
        assertThat(told(file, SECRET_COPY).lacks()).extracting(Lack::kind).containsExactly(Lack.Kind.COPY);
        assertThat(told(file, DRAWN).lacks()).extracting(Lack::kind).containsExactly(Lack.Kind.SEED);
        assertThat(told(file, REVISED).lacks()).extracting(Lack::kind).containsExactly(Lack.Kind.REVISION);
        assertThat(text).doesNotContain("web-0123456789");
        assertThat(told(file, MAKES).lacks()).isEmpty();
    }

    @Test
    void digestsOfSecretsAreKeyedWithTheSeed() throws Exception {
        assertThat(text("seed")).isEqualTo(text("seed"));
        assertThat(told(read(text("seed")), CLOSED).lacks())
                .isNotEqualTo(told(read(text("other")), CLOSED).lacks());
    }

    @Test
    void otherFilesHaveAnotherDigestAndWhoOpensThemWithWhichKeyHasNot() throws Exception {
        String id = "b".repeat(40);
        assertThat(ResolvedFile.files(spec(id + "~0123"))).isEqualTo(ResolvedFile.files(spec(id)));
        assertThat(ResolvedFile.files(spec("c".repeat(40)))).isNotEqualTo(ResolvedFile.files(spec(id)));
        assertThat(ResolvedFile.files(spec("absent"))).isNotEqualTo(ResolvedFile.files(spec(id)));
    }

    private String text(String seed) throws Exception {
        Birth birth = new Birth(seed.getBytes(StandardCharsets.UTF_8), 1_700_000_000);
        ClusterFacts facts = new ClusterFacts("1", "v1.33.1", "linux/amd64", 33)
                .at(new AppRevision("web-0123456789", 7))
                .with(new ReleaseFacts(
                        List.of("apps/v1", "v1"),
                        birth,
                        Map.of(
                                key("ConfigMap", "site"), "title: \"no\"\nsize: 010\n",
                                key("ConfigMap", "leaky"), "p: " + DECRYPTED,
                                key("Secret", "keys"), "p: swordfish")))
                .with(new Copies(Map.of(asked(COPY), List.of(COPIED), asked(SECRET_COPY), List.of(SECRET))));
        List<Resolution.Result> units = new ArrayList<>();
        for (Unit unit : ALL) {
            units.add(new Resolution.Result(rendered(unit), unit.equals(DRAWN), unit.equals(REVISED)));
        }
        Leaves leaves = new Leaves();
        leaves.add(new SourceName("shop"), List.of(DECRYPTED));
        return new ResolvedText(leaves::masked)
                .of(new Resolution(
                        spec("b".repeat(40)),
                        List.of(new Resolution.OnCluster(
                                new Cluster(ONE, Map.of("purpose", "prod")), facts, birth, units)),
                        pins()));
    }

    private static Rendered rendered(Unit unit) throws Exception {
        if (unit.equals(WAITS)) {
            return new Rendered.Late(unit, "outputs of other components: a");
        }
        List<Rendered.RenderedObject> objects = unit.equals(MAKES)
                ? List.of(new Rendered.RenderedObject(Rendered.Role.WORKLOAD, "", "", Manifest.of(SECRET), 0))
                : List.of();
        return new Rendered.Ready(unit, INPUTS, objects, List.of());
    }

    private Deliver spec(String file) throws Exception {
        Application app = new Application(
                new AppName("web"),
                Optional.empty(),
                Map.of(),
                Map.of(),
                ALL.stream().map(Unit::component).toList(),
                List.of(),
                Optional.empty(),
                new Position("app.yaml", 1, 1));
        return new Deliver(
                DeliveryId.parse("shop/prod/web"),
                new Revision("a".repeat(40)),
                DirectorySnapshot.of(new SourceName("shop"), folder),
                app,
                Environment.IMPLICIT,
                Map.of("app.yaml", file),
                List.of());
    }

    private static Map<Wanted, Pin> pins() {
        return Map.of(
                new Wanted.Repository("https://charts.example.com", "web", "1.x"),
                new Pin.Content("1.10", Digest.of("chart")),
                new Wanted.Git("platform", "charts/base", Optional.empty()),
                new Pin.Commit(new Revision("c".repeat(40))));
    }

    private static ResolvedFile read(String text) throws Exception {
        return ResolvedReader.read("web.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static ResolvedFile.Told told(ResolvedFile file, Unit unit) {
        return file.told(unit).orElseThrow();
    }

    private static ValueKey key(String kind, String name) {
        return new ValueKey(kind, "web", name, "values.yaml");
    }

    private static Copies.Asked asked(Unit unit) throws Exception {
        return new Copies.Asked(Reference.of(unit.component()).getFirst(), unit.namespace());
    }

    private static Unit unit(String name, String type, String properties) {
        Value read = YamlReader.read("app.yaml", properties.getBytes(StandardCharsets.UTF_8))
                .documents()
                .getFirst();
        Position at = new Position("app.yaml", 1, 1);
        return new Unit(Component.alone(name, type, Optional.of((Value.Mapping) read), at), ONE, "web", "");
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
