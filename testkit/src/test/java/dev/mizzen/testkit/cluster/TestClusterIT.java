package dev.mizzen.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@Clusters({"east", "west"})
class TestClusterIT {
    @Test
    void clustersAreIsolatedAndEachTestHasItsOwnNamespace(TestCluster clusters, FreshNamespace mine) {
        assertThat(clusters.names()).containsExactly("east", "west");
        assertThat(clusters.client("east").namespaces().withName(mine.name()).get())
                .isNotNull();
        clusters.client("east").namespaces().withName(mine.name()).delete();
        assertThat(clusters.client("west").namespaces().withName(mine.name()).get())
                .isNotNull();
    }

    @Test
    void closingRemovesWhatWasMade() {
        Path kubeconfig;
        try (TestCluster clusters = TestCluster.start("short")) {
            kubeconfig = clusters.kubeconfig("short");
            assertThat(kubeconfig).exists();
        }
        assertThat(kubeconfig).doesNotExist();
        assertThat(kubeconfig.getParent()).doesNotExist();
    }

    @Test
    void aBinaryThatFailsSaysWhatItWrote() throws Exception {
        Path failing = Files.createTempFile("failing", ".sh");
        Files.writeString(failing, "#!/bin/sh\necho 'no etcd today' >&2\nexit 3\n");
        assertThat(failing.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> BinaryEngine.start(failing, List.of("one")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no etcd today");
        Files.delete(failing);
    }

    @Test
    void anUnknownClusterIsToldWithThoseThatAreThere(TestCluster clusters) {
        assertThatThrownBy(() -> clusters.kubeconfig("north"))
                .hasMessageContaining("north")
                .hasMessageContaining("east, west");
    }
}
