package dev.mizzen.reconcile.reach;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Asks the hosts that a source may reach. Names are resolved once and checked, and the connection goes to the address that was
 * checked; each redirect is decided anew. Thread-safe.
 */
public final class Web implements AutoCloseable {
    private static final String AUTHORIZATION = "authorization";

    private volatile Reach reach;
    private final Limits limits;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("web-deadlines").factory());
    private final Map<Clients.Trust, CloseableHttpClient> clients = new ConcurrentHashMap<>();

    /**
     * How long and how much.
     *
     * @param connect until a connection stands
     * @param silence between two packets
     * @param whole from the first byte asked to the last byte read, redirects included
     * @param redirects of one request
     * @param perHost requests at a time to one host
     * @param all requests at a time
     */
    public record Limits(Duration connect, Duration silence, Duration whole, int redirects, int perHost, int all) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60), 5, 4, 16);
    }

    public Web(Reach reach, Limits limits) {
        this.reach = reach;
        this.limits = limits;
    }

    /** From the next request on; certificate authorities that were read once stay as they were. */
    public void configure(Reach now) {
        reach = now;
    }

    /** {@code http} where the operator said so of this host, {@code https} for every other one. */
    public String scheme(SourceName source, String authority) {
        URI plain = URI.create("http://" + authority + "/");
        return reach.decide(source, plain) instanceof Reach.Decision.Listed ? "http" : "https";
    }

    /**
     * A GET.
     *
     * @param source whose repository names the address
     * @param headers sent to the host that is asked first, and to no other
     * @param most bytes of the body
     */
    public record Ask(SourceName source, URI uri, Map<String, String> headers, long most) {
        public Ask {
            headers = Map.copyOf(headers);
        }

        public static Ask of(SourceName source, URI uri, long most) {
            return new Ask(source, uri, Map.of(), most);
        }
    }

    /**
     * What comes before a body.
     *
     * @param headers by their names in lower case; the last one of a name
     */
    public record Head(int status, Map<String, String> headers) {
        public Head {
            headers = Map.copyOf(headers);
        }
    }

    /** Makes something of a body. What {@code body} throws ends the request. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(Head head, InputStream body) throws IOException, Rejected, Waiting;
    }

    /**
     * The body of an answer with status 200.
     *
     * @throws Rejected as {@link #get}
     * @throws Waiting also for any other status
     */
    public byte[] body(Ask ask) throws Rejected, Waiting {
        return get(ask, (head, body) -> {
            if (head.status() != 200) {
                throw status(ask.uri(), head.status());
            }
            return body.readAllBytes();
        });
    }

    /**
     * The answer of the last host that was asked, whatever its status; the body is read while it comes.
     *
     * @throws Rejected if the address may not be asked, or the body is larger than allowed
     * @throws Waiting if there is no answer
     */
    public <T> T get(Ask ask, Reading<T> reading) throws Rejected, Waiting {
        Deadline deadline = new Deadline(System.nanoTime() + limits.whole().toNanos());
        URI uri = ask.uri();
        boolean sameHost = true;
        for (int hop = 0; hop <= limits.redirects(); hop++) {
            Map<String, String> headers = sameHost ? ask.headers() : publicOnly(ask.headers());
            Step<T> step = one(ask, uri, headers, sameHost, reading, deadline);
            if (step.value().isPresent()) {
                return step.value().get();
            }
            URI next = step.next().orElseThrow();
            sameHost = sameHost
                    && Host.hostOf(next).equals(Host.hostOf(uri))
                    && Host.port(next) == Host.port(uri)
                    && String.valueOf(next.getScheme()).equals(uri.getScheme());
            uri = next;
        }
        throw rejected(ask.uri(), "redirects more than " + limits.redirects() + " times");
    }

    private record Step<T>(Optional<T> value, Optional<URI> next) {}

    private record Deadline(long nanos) {
        long left() {
            return nanos - System.nanoTime();
        }
    }

    private <T> Step<T> one(
            Ask ask, URI uri, Map<String, String> headers, boolean login, Reading<T> reading, Deadline deadline)
            throws Rejected, Waiting {
        Reach.Decision decision = reach.decide(ask.source(), uri);
        HttpGet request = new HttpGet(uri);
        headers.forEach(request::setHeader);
        CloseableHttpClient client = switch (decision) {
            case Reach.Decision.Refused refused -> throw rejected(uri, refused.why());
            case Reach.Decision.IfPublic ignored -> client(Clients.Trust.OF_PUBLIC);
            case Reach.Decision.Listed listed -> {
                if (login && listed.host().login().isPresent() && !request.containsHeader(AUTHORIZATION)) {
                    request.setHeader(AUTHORIZATION, listed.host().login().get().authorization());
                }
                yield client(Clients.Trust.of(listed.host()));
            }
        };
        long left = deadline.left();
        if (left <= 0) {
            throw tooSlow(uri);
        }
        Future<?> alarm = timer.schedule(request::cancel, left, TimeUnit.NANOSECONDS);
        try {
            return client.execute(request, response -> step(ask, uri, response, reading));
        } catch (Passed e) {
            throw e.rethrown();
        } catch (IOException | RuntimeException e) {
            throw failure(uri, e, deadline);
        } finally {
            alarm.cancel(false);
        }
    }

    private <T> Step<T> step(Ask ask, URI uri, ClassicHttpResponse response, Reading<T> reading) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.put(header.getName().toLowerCase(java.util.Locale.ROOT), String.valueOf(header.getValue()));
        }
        Head head = new Head(response.getCode(), headers);
        try {
            if (isRedirect(head)) {
                return new Step<>(Optional.empty(), Optional.of(target(uri, head)));
            }
            InputStream body = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
            return new Step<>(Optional.of(reading.of(head, new Bounded(body, ask.most()))), Optional.empty());
        } catch (Bounded.TooLarge e) {
            throw new Passed(rejected(uri, "has more than " + ask.most() + " bytes"));
        } catch (Rejected | Waiting e) {
            throw new Passed(e);
        }
    }

    private static boolean isRedirect(Head head) {
        return switch (head.status()) {
            case 301, 302, 303, 307, 308 -> head.headers().containsKey("location");
            default -> false;
        };
    }

    private static URI target(URI from, Head head) throws Rejected {
        try {
            URI to = from.resolve(head.headers().getOrDefault("location", ""));
            if (to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // As one without a host.
        }
        throw rejected(from, "redirects to what is no address");
    }

    /** What says only which form of answer is understood. */
    private static Map<String, String> publicOnly(Map<String, String> headers) {
        Map<String, String> kept = new HashMap<>();
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase("accept")) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    private CloseableHttpClient client(Clients.Trust trust) throws Waiting {
        CloseableHttpClient known = clients.get(trust);
        if (known != null) {
            return known;
        }
        synchronized (clients) {
            CloseableHttpClient made = clients.get(trust);
            if (made == null) {
                made = Clients.make(trust, limits);
                clients.put(trust, made);
            }
            return made;
        }
    }

    /** What a status other than 200 means: it mends itself, or somebody mends it outside of Git. */
    public static Waiting status(URI uri, int status) {
        return switch (status) {
            case 401, 403 ->
                new Waiting(
                        new Obstacle.Denied(),
                        shown(uri) + " answers " + status
                                + ": not allowed; the login of the host stands in mizzen.yaml," + " artifacts.hosts");
            case 404, 410 -> new Waiting(new Obstacle.NotReady(), shown(uri) + " is not there (" + status + ")");
            case 429 -> new Waiting(new Obstacle.Busy(), shown(uri) + " asks to be left alone (429)");
            default -> new Waiting(new Obstacle.Broken(), shown(uri) + " answers " + status);
        };
    }

    private Waiting failure(URI uri, Exception e, Deadline deadline) throws Rejected {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CheckedNames.NotPublic notPublic) {
                throw rejected(uri, String.valueOf(notPublic.getMessage()));
            }
        }
        if (deadline.left() <= 0) {
            return tooSlow(uri);
        }
        String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Waiting(new Obstacle.Broken(), shown(uri) + " does not answer: " + what, e);
    }

    private Waiting tooSlow(URI uri) {
        return new Waiting(
                new Obstacle.Broken(),
                shown(uri) + " did not answer whole within " + limits.whole().toSeconds() + " s");
    }

    private static Rejected rejected(URI uri, String why) {
        return new Rejected(Problem.of(shown(uri) + ": " + why));
    }

    /** Without what may be a secret: user, password, query. */
    public static String shown(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        return uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        clients.values().forEach(client -> client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE));
    }

    /** Brings a checked outcome through the library. */
    private static final class Passed extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Exception outcome;

        Passed(Exception outcome) {
            super(outcome);
            this.outcome = outcome;
        }

        Waiting rethrown() throws Rejected {
            if (outcome instanceof Rejected rejected) {
                throw rejected;
            }
            return (Waiting) outcome;
        }
    }
}
