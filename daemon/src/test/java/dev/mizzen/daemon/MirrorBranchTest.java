package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.SourceSpec;
import dev.mizzen.testkit.git.BareRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins of a branch that is pushed over. */
class MirrorBranchTest {
    private static final String APPLICATION = """
            apiVersion: core.oam.dev/v1beta1
            kind: Application
            metadata: { name: web }
            spec: { components: [ { name: web, type: webservice, properties: { image: "web:1" } } ] }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatWasPinnedBeforeAForcePushIsPinnedAfterARestartToo() throws Exception {
        try (BareRepository repository = BareRepository.at(folder.resolve("shop.git"), Clock.systemUTC())) {
            String tested = repository.commit("main", "tested", Map.of("apps/web/application.yaml", APPLICATION));
            repository.commit("main", "pinned", pinning(tested));
            try (Mirror mirror = open(repository)) {
                assertThat(read(mirror).deliveries()).singleElement().isInstanceOf(DeliverySpec.Deliver.class);
            }
            repository.replace("main", "history is new", pinning(tested));
            try (Mirror mirror = open(repository)) {
                assertThat(read(mirror).deliveries()).singleElement().isInstanceOf(DeliverySpec.Deliver.class);
            }
            String other = repository.commit("fork", "never on main", Map.of("apps/web/application.yaml", APPLICATION));
            repository.commit("main", "another pin", pinning(other));
            try (Mirror mirror = open(repository)) {
                assertThat(read(mirror).deliveries())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                DeliverySpec.Broken.class,
                                broken -> assertThat(
                                                broken.problems().getFirst().message())
                                        .contains("commit " + other + " is not on the branch main"));
                assertThat(mirror.kept()).as("nobody wants it any more").isEmpty();
            }
        }
    }

    private static Map<String, String> pinning(String commit) {
        return Map.of(
                "apps/web/application.yaml",
                APPLICATION,
                "environments/prod/environment.yaml",
                "{ apiVersion: mizzen.dev/v1alpha1, kind: Environment, metadata: { name: prod } }",
                "environments/prod/web.yaml",
                """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: web, annotations: { mizzen.dev/revision: "%s" } }
                """.formatted(commit));
    }

    private Mirror open(BareRepository repository) throws Exception {
        return Mirror.open(
                new SourceName("shop"),
                Remote.of(repository.directory().toUri().toString(), "main"),
                folder.resolve("mirror"),
                Clock.systemUTC());
    }

    private static SourceSpec read(Mirror mirror) throws Exception {
        MirrorBranch branch = new MirrorBranch(mirror, ArtifactReads.NONE, snapshot -> snapshot);
        return branch.read(branch.update());
    }
}
