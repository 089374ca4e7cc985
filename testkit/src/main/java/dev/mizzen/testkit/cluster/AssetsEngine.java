package dev.mizzen.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** etcd and kube-apiserver as processes, from the directory that envtest's tools fill. No controllers. */
final class AssetsEngine implements Engine {
    private final Path assets;
    private final Workspace workspace = Workspace.create();
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Path> kubeconfigs = new LinkedHashMap<>();

    private AssetsEngine(Path assets) {
        this.assets = assets;
    }

    static AssetsEngine start(Path assets, List<String> names) {
        AssetsEngine engine = new AssetsEngine(assets);
        try {
            names.forEach(engine::add);
            engine.kubeconfigs.forEach(ReadyWait::untilReady);
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void add(String name) {
        int etcd = freePort();
        int api = freePort();
        run(
                name + "-etcd",
                "etcd",
                "--data-dir=" + workspace.file(name + "-etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=http://127.0.0.1:" + etcd,
                "--advertise-client-urls=http://127.0.0.1:" + etcd,
                "--listen-peer-urls=http://127.0.0.1:0");
        String token = UUID.randomUUID().toString();
        Path tokens = workspace.write(name + "-tokens.csv", token + ",admin,admin,system:masters\n");
        Path key = workspace.write(name + "-sa.key", privateKey());
        run(
                name + "-apiserver",
                "kube-apiserver",
                "--etcd-servers=http://127.0.0.1:" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + api,
                "--cert-dir=" + workspace.file(name + "-certs"),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://127.0.0.1",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--disable-admission-plugins=ServiceAccount");
        kubeconfigs.put(name, workspace.write(name + ".kubeconfig", kubeconfig(api, token)));
    }

    private void run(String log, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(assets.resolve(program).toString()));
        command.addAll(List.of(arguments));
        try {
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.file(log + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kubeconfig(int port, String token) {
        return """
                apiVersion: v1
                kind: Config
                current-context: admin
                clusters:
                - name: admin
                  cluster: { server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true }
                users:
                - name: admin
                  user: { token: "%s" }
                contexts:
                - name: admin
                  context: { cluster: admin, user: admin }
                """.formatted(port, token);
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            String base64 =
                    Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Path> kubeconfigs() {
        return Collections.unmodifiableMap(kubeconfigs);
    }

    @Override
    public boolean runsWorkloads() {
        return false;
    }

    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            process.onExit().join();
        }
        workspace.close();
    }
}
