package dev.mizzen.testkit.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The CNCF's registry, as Debian's package {@code docker-registry} installs it, on 127.0.0.1 with its data in a directory. */
public final class Registry implements AutoCloseable {
    /** Of the one who may push and pull where a login is asked for. */
    public static final String USER = "ci";

    public static final String PASSWORD = "open-sesame-1234";

    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    private static final Duration START = Duration.ofSeconds(30);

    /** Bcrypt of {@link #PASSWORD}. */
    private static final String HTPASSWD = USER + ":$2y$05$abcdefghijklmnopqrstuu/RXq1MCjBMQJOy8JaaO2KUaRIx.L6iq\n";

    private final Process process;
    private final String scheme;
    private final int port;
    private final HttpClient http;
    private final boolean login;
    private final Optional<Path> certificate;

    private Registry(
            Process process, String scheme, int port, HttpClient http, boolean login, Optional<Path> certificate) {
        this.process = process;
        this.scheme = scheme;
        this.port = port;
        this.http = http;
        this.login = login;
        this.certificate = certificate;
    }

    /** By plain HTTP and for everybody, on that port, or a free one for 0. */
    public static Registry start(Path directory, int port) throws IOException, InterruptedException {
        return start(directory, port, false);
    }

    /** By TLS, with a certificate of its own, for {@link #USER} alone. */
    public static Registry startGuarded(Path directory) throws IOException, InterruptedException {
        return start(directory, 0, true);
    }

    private static Registry start(Path directory, int wanted, boolean guarded)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port = wanted == 0 ? freePort() : wanted;
        StringBuilder config = new StringBuilder(
                        "version: 0.1\nlog: { level: error }\nstorage:\n  filesystem: { rootdirectory: ")
                .append(directory.resolve("data"))
                .append(" }\nhttp:\n  addr: 127.0.0.1:")
                .append(port)
                .append('\n');
        HttpClient http = HttpClient.newHttpClient();
        Optional<Path> certificate = Optional.empty();
        if (guarded) {
            Certificate made = Certificate.in(directory);
            Path htpasswd = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
            config.append("  tls: { certificate: ")
                    .append(made.pem())
                    .append(", key: ")
                    .append(made.key())
                    .append(" }\nauth:\n  htpasswd: { realm: tests, path: ")
                    .append(htpasswd)
                    .append(" }\n");
            http = HttpClient.newBuilder().sslContext(made.client()).build();
            certificate = Optional.of(made.pem());
        }
        Path file = Files.writeString(directory.resolve("config.yml"), config);
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        Registry registry = new Registry(process, guarded ? "https" : "http", port, http, guarded, certificate);
        registry.awaitStart();
        return registry;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                send(request("/v2/").GET());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    close();
                    throw new UncheckedIOException("the registry does not start", e);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Its certificate in PEM, where it speaks TLS. */
    public Path certificate() {
        return certificate.orElseThrow();
    }

    /** Pushes a packed chart. */
    public String pushChart(String repository, String tag, byte[] archive) throws IOException, InterruptedException {
        return push(
                repository,
                tag,
                "application/vnd.cncf.helm.config.v1+json",
                "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                archive);
    }

    /**
     * Pushes an artifact of one layer.
     *
     * @return the digest of its manifest
     */
    public String push(String repository, String tag, String configType, String layerType, byte[] layer)
            throws IOException, InterruptedException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        blob(repository, config);
        blob(repository, layer);
        String manifest =
                """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"%s","digest":"%s","size":%d},
                 "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}
                """.formatted(configType, digest(config), config.length, layerType, digest(layer), layer.length);
        send(request("/v2/" + repository + "/manifests/" + tag)
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(BodyPublishers.ofString(manifest)));
        return digest(manifest.getBytes(StandardCharsets.UTF_8));
    }

    private void blob(String repository, byte[] content) throws IOException, InterruptedException {
        HttpResponse<String> begun =
                send(request("/v2/" + repository + "/blobs/uploads/").POST(BodyPublishers.noBody()));
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI to = URI.create(scheme + "://" + host()).resolve(location);
        send(request(to.getRawPath() + "?" + to.getRawQuery() + "&digest=" + digest(content))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(content)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(scheme + "://" + host() + path));
        String word = USER + ":" + PASSWORD;
        return login
                ? request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)))
                : request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException("the registry answers " + response.statusCode() + ": " + response.body());
        }
        return response;
    }

    /** {@code sha256:…} */
    public static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A key and a certificate for 127.0.0.1 that only itself has signed. */
    private record Certificate(Path pem, Path key, SSLContext client) {
        private static final char[] WORD = "changeit".toCharArray();

        static Certificate in(Path directory) throws IOException, InterruptedException {
            Path store = directory.resolve("registry.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "registry",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=registry",
                            "-validity",
                            "2",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-ext",
                            "bc=ca:true",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(WORD),
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed with " + keytool.exitValue());
            }
            try (InputStream in = Files.newInputStream(store)) {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                keys.load(in, WORD);
                Path pem = pem(
                        directory,
                        "CERTIFICATE",
                        keys.getCertificate("registry").getEncoded());
                Path key = pem(
                        directory, "PRIVATE KEY", keys.getKey("registry", WORD).getEncoded());
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                KeyStore trusted = KeyStore.getInstance("PKCS12");
                trusted.load(null, null);
                trusted.setCertificateEntry("registry", keys.getCertificate("registry"));
                trust.init(trusted);
                SSLContext client = SSLContext.getInstance("TLS");
                client.init(null, trust.getTrustManagers(), null);
                return new Certificate(pem, key, client);
            } catch (GeneralSecurityException e) {
                throw new IOException("no certificate could be made", e);
            }
        }

        private static Path pem(Path directory, String what, byte[] content) throws IOException {
            String text = "-----BEGIN " + what + "-----\n"
                    + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what + "-----\n";
            return Files.writeString(
                    directory.resolve(what.replace(' ', '-').toLowerCase(java.util.Locale.ROOT) + ".pem"), text);
        }
    }
}
