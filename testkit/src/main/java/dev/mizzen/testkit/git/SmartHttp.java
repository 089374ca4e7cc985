package dev.mizzen.testkit.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/**
 * Git's smart HTTP protocol.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">git-http-protocol</a>
 */
final class SmartHttp implements HttpHandler {
    private static final Pattern PATH = Pattern.compile("/(.+?)\\.git/(info/refs|git-upload-pack|git-receive-pack)");

    private final Function<String, @Nullable BareRepository> repositories;
    private final BiFunction<BareRepository, String, ReceivePack> receiving;
    private final List<GitServer.Request> requests = new CopyOnWriteArrayList<>();
    private final List<Consumer<GitServer.Request>> listeners = new CopyOnWriteArrayList<>();
    private volatile Fault fault = new Fault.None();
    private volatile @Nullable String login;

    SmartHttp(
            Function<String, @Nullable BareRepository> repositories,
            BiFunction<BareRepository, String, ReceivePack> receiving) {
        this.repositories = repositories;
        this.receiving = receiving;
    }

    void requireLogin(String user, String password) {
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    void onRequest(Consumer<GitServer.Request> listener) {
        listeners.add(listener);
    }

    void fail(Fault newFault) {
        fault = newFault;
    }

    List<GitServer.Request> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        GitServer.Request request = new GitServer.Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(), Optional.ofNullable(authorization));
        requests.add(request);
        listeners.forEach(listener -> listener.accept(request));
        try (exchange) {
            if (Faults.answered(fault, exchange)) {
                return;
            }
            if (login != null && !login.equals(authorization)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            serve(exchange);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        BareRepository repository = path.matches() ? repositories.apply(path.group(1)) : null;
        if (repository == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        switch (path.group(2)) {
            case "git-upload-pack" -> upload(exchange, repository);
            case "git-receive-pack" -> receive(exchange, repository, path.group(1));
            default -> advertise(exchange, repository, query == null ? "" : query);
        }
    }

    private void advertise(HttpExchange exchange, BareRepository repository, String query) throws IOException {
        String service = query.replaceFirst(".*service=", "");
        if (!service.equals("git-upload-pack") && !service.equals("git-receive-pack")) {
            exchange.sendResponseHeaders(403, -1);
            return;
        }
        OutputStream out = answer(exchange, "application/x-" + service + "-advertisement");
        PacketLineOutRefAdvertiser refs = new PacketLineOutRefAdvertiser(new PacketLineOut(out));
        if (service.equals("git-receive-pack")) {
            ReceivePack receive = new ReceivePack(repository.jgit());
            receive.setBiDirectionalPipe(false);
            announce(out, service);
            receive.sendAdvertisedRefs(refs);
        } else {
            UploadPack upload = upload(exchange, repository.jgit());
            if (!isVersion2(exchange)) {
                announce(out, service);
            }
            upload.sendAdvertisedRefs(refs);
        }
        out.close();
    }

    private static void announce(OutputStream out, String service) throws IOException {
        PacketLineOut lines = new PacketLineOut(out);
        lines.writeString("# service=" + service + "\n");
        lines.end();
    }

    private void upload(HttpExchange exchange, BareRepository repository) throws IOException {
        try (InputStream in = body(exchange);
                OutputStream out = answer(exchange, "application/x-git-upload-pack-result")) {
            upload(exchange, repository.jgit()).upload(in, out, null);
        }
    }

    private void receive(HttpExchange exchange, BareRepository repository, String name) throws IOException {
        try (InputStream in = body(exchange);
                OutputStream out = answer(exchange, "application/x-git-receive-pack-result")) {
            receiving.apply(repository, name).receive(in, out, null);
        }
    }

    private static UploadPack upload(HttpExchange exchange, Repository repository) {
        UploadPack upload = new UploadPack(repository);
        upload.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null) {
            upload.setExtraParameters(List.of(protocol.split(":")));
        }
        return upload;
    }

    private static boolean isVersion2(HttpExchange exchange) {
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        return protocol != null && List.of(protocol.split(":")).contains("version=2");
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
    }

    private OutputStream answer(HttpExchange exchange, String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        return Faults.applied(fault, exchange.getResponseBody());
    }
}
