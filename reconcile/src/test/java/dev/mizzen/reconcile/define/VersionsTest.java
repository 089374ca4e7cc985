package dev.mizzen.reconcile.define;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Digest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class VersionsTest {
    @Test
    void numbersComeInTheirOwnOrderAndAfterWords() {
        assertThat(Stream.of("1.10", "2", "1.9", "beta", "1", "1.9.1").sorted(Versions.ORDER))
                .containsExactly("beta", "1", "1.9", "1.9.1", "1.10", "2");
    }

    @Test
    void aVersionIsFoundExactlyOrAsTheHighestOfItsKind() {
        Versions versions = new Versions();
        List.of("1.2", "1.10", "2.0", "12.1").forEach(version -> versions.add(definition(version, true)));
        assertThat(found(versions.find("1.2", false))).contains("1.2");
        assertThat(versions.find("1", false)).isEmpty();
        assertThat(found(versions.find("1", true))).contains("1.10");
        assertThat(found(versions.find("1.2", true))).contains("1.2");
        assertThat(versions.find("3", true)).isEmpty();
    }

    @Test
    void aTypeNamesAVersionOnlyAfterTheMark() {
        assertThat(TypeName.of("web@v1.2")).isEqualTo(new TypeName("web", Optional.of("1.2")));
        assertThat(TypeName.of("web@v1.2").label()).isEqualTo("web-v1.2");
        Stream.of("web", "web@1", "@v1", "web@v")
                .forEach(text -> assertThat(TypeName.of(text)).isEqualTo(new TypeName(text, Optional.empty())));
    }

    @Test
    void withoutAVersionATypeMeansTheHighestThatIsNoRevision() {
        Folder folder = new Folder(List.of(
                file("a.yaml", definition("1.9", false)),
                file("b.yaml", definition("1.10", false)),
                file("c.yaml", definition("3", true))));
        assertThat(folder.problems()).isEmpty();
        assertThat(found(folder.find(Kind.TRAIT, TypeName.of("web"), false))).contains("1.10");
        assertThat(found(folder.find(Kind.TRAIT, TypeName.of("web@v1.9"), false)))
                .contains("1.9");
        assertThat(found(folder.find(Kind.TRAIT, TypeName.of("web@v3"), false))).contains("3");
        assertThat(folder.find(Kind.TRAIT, TypeName.of("web@v4"), true)).isEmpty();
    }

    @Test
    void aVersionIsDefinedOnce() {
        Folder folder =
                new Folder(List.of(file("a.yaml", definition("1", false)), file("b.yaml", definition("1", false))));
        assertThat(folder.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("\"web\" is defined in"));
    }

    private static Optional<String> found(Optional<Definition> definition) {
        return definition.map(Definition::version);
    }

    private static DefinitionFile file(String path, Definition definition) {
        return new DefinitionFile(path, List.of(definition), List.of(), java.util.Set.of(), 0);
    }

    private static Definition definition(String version, boolean revision) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", "web")
                .put("version", version)
                .put("revision", revision);
        return new Definition(
                Kind.TRAIT, "web", body, Digest.of(version.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
