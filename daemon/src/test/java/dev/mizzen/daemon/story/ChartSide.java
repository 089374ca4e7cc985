package dev.mizzen.daemon.story;

import dev.mizzen.testkit.proxy.FaultProxy;
import dev.mizzen.testkit.registry.ChartRepository;
import dev.mizzen.testkit.registry.Packed;
import dev.mizzen.testkit.registry.Registry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Helm repository of charts that make one ConfigMap with their version and the value {@code word}. */
final class ChartSide implements AutoCloseable {
    private static final String TEMPLATE = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{ .Release.Name }} }
            data: { version: {{ .Chart.Version | quote }}, word: {{ .Values.word | quote }} }
            """;

    private final ChartRepository repository;
    private final FaultProxy proxy;
    private final Map<String, String> digests = new HashMap<>();

    ChartSide() throws IOException {
        repository = ChartRepository.start(0);
        proxy = FaultProxy.to(java.net.URI.create("http://127.0.0.1:" + repository.port()));
    }

    /** Host and port, as the daemon knows it. */
    String host() {
        return proxy.address().getAuthority();
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** Adds versions of charts. */
    void publish(Map<String, List<String>> charts) {
        charts.forEach((name, versions) -> versions.forEach(version -> {
            byte[] archive =
                    Packed.chart(name, version, Map.of("values.yaml", "word: none\n", "templates/map.yaml", TEMPLATE));
            repository.add(name, version, archive);
            digests.put("@DIGEST " + name + " " + version + "@", Registry.digest(archive));
        }));
    }

    /** What stands for its address and its digests in the files of a commit. */
    Map<String, String> words() {
        Map<String, String> words = new HashMap<>(digests);
        words.put("@CHARTS@", proxy.address() + "/charts");
        return words;
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        repository.close();
    }
}
