package dev.mizzen.testkit.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until an API server says that it is ready. */
final class ReadyWait {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private ReadyWait() {}

    static void untilReady(String name, Path kubeconfig) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            while (!ready(client)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("cluster " + name + " did not get ready within " + LIMIT);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private static boolean ready(KubernetesClient client) {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
