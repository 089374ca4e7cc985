package dev.mizzen.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/config");
    private static final Path WRITTEN = Path.of("../docs/examples/mizzen.yaml");
    private static final Path FOLDER = Path.of("/etc/mizzen");

    private static List<Path> yaml(String folder) throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static Config read(Path file) throws IOException, Rejected {
        return ConfigReader.read("mizzen.yaml", Files.readAllBytes(file), FOLDER);
    }

    private static List<String> schemaErrors(Path file) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/mizzen.json")));
        var documents = YamlReader.read("mizzen.yaml", Files.readAllBytes(file)).documents();
        return schema.validate(Values.toJson(documents.getFirst())).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void a_file_that_is_not_there_is_said_to_be_so() {
        assertThatThrownBy(() -> ConfigReader.read(Path.of("nowhere.yaml")))
                .isInstanceOf(Rejected.class)
                .hasMessage("nowhere.yaml is not there; name another with --config");
    }

    @TestFactory
    Stream<DynamicTest> rightFilesAreReadAndFitTheSchema() throws IOException {
        return Stream.concat(yaml("right").stream(), Stream.of(WRITTEN))
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    read(file);
                    assertThat(schemaErrors(file)).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> wrongFilesTellEveryMistakeWithItsPlace() throws IOException {
        return yaml("wrong").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Path expected =
                            file.resolveSibling(file.getFileName().toString().replace(".yaml", ".txt"));
                    Rejected rejected = assertThrows(Rejected.class, () -> read(file));
                    assertThat(rejected.problems().stream()
                                    .map(Object::toString)
                                    .sorted())
                            .zipSatisfy(
                                    Files.readAllLines(expected).stream()
                                            .sorted()
                                            .toList(),
                                    (actual, wanted) -> assertThat(actual).startsWith(wanted));
                }));
    }

    @TestFactory
    Stream<DynamicTest> theSchemaRefusesWhatTheReaderRefuses() throws IOException {
        // What no schema can say: names that are taken, one way to a cluster told from a url.
        List<String> beyond = List.of("not-yaml.yaml");
        return yaml("wrong").stream()
                .filter(file -> !beyond.contains(file.getFileName().toString()))
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(schemaErrors(file)).isNotEmpty()));
    }

    @Test
    void noMessageRepeatsASecret() throws IOException {
        for (Path file : yaml("wrong")) {
            Rejected rejected = assertThrows(Rejected.class, () -> read(file));
            assertThat(rejected.getMessage()).doesNotContain("hunter2", "swordfish", "ghp_", "AGE-SECRET");
        }
    }

    @Test
    void everyFieldOfTheWrittenExampleArrives() throws IOException, Rejected {
        Config config = read(WRITTEN);
        Config.Source shop = config.sources().getFirst();
        assertThat(shop.path()).isEqualTo("delivery");
        assertThat(shop.poll()).isEqualTo(Duration.ofSeconds(30));
        assertThat(shop.credentials())
                .isEqualTo(new Config.Credentials.Password(
                        "git", new SecretRef.InFile(Path.of("/run/secrets/git-token"))));
        assertThat(shop.webhook()).contains(new SecretRef.InEnvironment("SHOP_WEBHOOK_SECRET"));
        assertThat(shop.forge())
                .hasValueSatisfying(forge -> assertThat(forge.repository()).isEqualTo("example/shop-config"));
        assertThat(shop.secrets())
                .isEqualTo(new Config.Secrets(
                        List.of(new SecretRef.InFile(Path.of("/run/secrets/shop.agekey"))),
                        Optional.of(Path.of("/run/sops/keyservice.sock"))));
        assertThat(config.sources().get(1).secrets()).isEqualTo(Config.Secrets.NONE);
        assertThat(config.sources().get(1).credentials()).isInstanceOf(Config.Credentials.SshKey.class);
        assertThat(config.clusters()).extracting(c -> c.name().value()).containsExactly("local", "staging", "eu-1");
        assertThat(config.clusters().get(2).requestsInFlight()).isEqualTo(64);
        assertThat(config.clusters().get(2).labels()).containsEntry("region", "eu");
        assertThat(config.store().url()).isEqualTo("jdbc:postgresql://db.example.com/mizzen");
        assertThat(config.renderer().processes()).isEqualTo(4);
        assertThat(config.workers()).isEqualTo(32);
        assertThat(config.tokens())
                .containsExactly(
                        new Config.Token(
                                "alice@example.com", new SecretRef.InFile(Path.of("/run/secrets/alice-token"))),
                        new Config.Token("release-bot", new SecretRef.InEnvironment("RELEASE_BOT_TOKEN")));
    }

    @Test
    void ownerAndRepositoryAreToldFromTheUrl() throws Rejected {
        for (String url : List.of(
                "https://github.com/acme/shop.config.git",
                "git@github.com:acme/shop.config.git",
                "ssh://git@github.com/acme/shop.config")) {
            String text = "sources: [{name: shop, url: \"" + url + "\", forge: {token: \"env:T\"}}]";
            Config config = ConfigReader.read("mizzen.yaml", text.getBytes(StandardCharsets.UTF_8), FOLDER);
            assertThat(config.sources().getFirst().forge())
                    .hasValueSatisfying(forge -> assertThat(forge.repository()).isEqualTo("acme/shop.config"));
        }
    }

    @Test
    void relativePathsBeginAtTheFilesFolder() throws IOException, Rejected {
        Config config = read(EXAMPLES.resolve("right/small.yaml"));
        assertThat(config.clusters().getFirst().access())
                .isEqualTo(new Config.Access.Kubeconfig(Path.of("/etc/mizzen/kube/config"), Optional.empty()));
        assertThat(config.data()).isEqualTo(Path.of("/etc/mizzen/data"));
    }

    @Test
    void aSecretIsReadWhereItStandsWithoutTheLineEnd(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        assertThat(new SecretRef.InFile(file).read(Map.of())).isEqualTo("s3cret");
        assertThat(new SecretRef.InEnvironment("T").read(Map.of("T", "s3cret"))).isEqualTo("s3cret");
        assertThrows(SecretMissing.class, () -> new SecretRef.InEnvironment("T").read(Map.of()));
        assertThrows(SecretMissing.class, () -> new SecretRef.InFile(folder.resolve("no")).read(Map.of()));
    }
}
