package dev.mizzen.daemon;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** When a cluster's ConfigMaps came to say a version, by a watch of its own on the straight way. */
final class Arrivals implements Watcher<ConfigMap>, AutoCloseable {
    private final Map<String, Long> nanos = new ConcurrentHashMap<>();
    private final Watch watch;

    /** How long after a push its objects were there. */
    record Figures(int objects, long p50Millis, long p99Millis, long allMillis) {
        @Override
        public String toString() {
            return "%d objects: p50 %,d ms, p99 %,d ms, all %,d ms".formatted(objects, p50Millis, p99Millis, allMillis);
        }
    }

    Arrivals(KubernetesClient cluster, String namespace) {
        watch = cluster.configMaps().inNamespace(namespace).watch(this);
    }

    @Override
    public void eventReceived(Action action, ConfigMap live) {
        nanos.putIfAbsent(
                key(live.getMetadata().getName(), live.getData().getOrDefault("version", "")), System.nanoTime());
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the witness sees nothing any more", cause);
    }

    @Override
    public void onClose() {}

    private static String key(String name, String version) {
        return name + "@" + version;
    }

    /** Waits until all are there. */
    Figures of(String environment, int apps, int version, long pushedNanos, Duration patience) {
        List<String> keys = IntStream.range(0, apps)
                .mapToObj(i -> key(Fleet.name(environment, i), Integer.toString(version)))
                .toList();
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> nanos.keySet().containsAll(keys));
        List<Long> millis = keys.stream()
                .map(key -> (nanos.getOrDefault(key, 0L) - pushedNanos) / 1_000_000)
                .sorted()
                .toList();
        return new Figures(apps, millis.get(apps / 2), millis.get(apps - 1 - apps / 100), millis.getLast());
    }

    @Override
    public void close() {
        watch.close();
    }
}
