package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.ClusterName;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends requests to one API server: bounded in number, time and size, not at all while the circuit is open, and none
 * while the server wants to be left alone. Blocks its caller, which is best a virtual thread.
 */
final class Transport implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ClusterName cluster;
    private final KubernetesClient client;
    /** How Vert.x says that a connection ended before the answer began; it has no type of its own here. */
    private static final String CLOSED = "Connection was closed";

    private final ApiLimits limits;
    private final RequestListener listener;
    private final Semaphore bulkhead;
    private final Breaker breaker;
    private final Quiet quiet = new Quiet();
    private final String base;
    private volatile boolean closed;

    Transport(ClusterName cluster, KubernetesClient client, ApiLimits limits, RequestListener listener) {
        this.cluster = cluster;
        this.client = client;
        this.limits = limits;
        this.listener = listener;
        this.bulkhead = new Semaphore(limits.inFlight(), true);
        this.breaker = new Breaker(cluster.value(), limits);
        this.base = client.getMasterUrl().toString().replaceAll("/+$", "");
    }

    boolean circuitOpen() {
        return breaker.open();
    }

    /** Where the server is; without user and password, which a kubeconfig may have in it. */
    String address() {
        return base.replaceFirst("//[^/]*@", "//");
    }

    /** The answer's JSON. */
    JsonNode send(Call call) throws ApiException {
        enter();
        try {
            Answer answer = exchange(call);
            if (!HttpResponse.isSuccessful(answer.status())) {
                throw failure(
                        FailureTable.of(answer.status(), lenient(answer.body().bytes()), answer.asked()));
            }
            return strict(call, answer.body().bytes());
        } finally {
            bulkhead.release();
        }
    }

    /** Opens a stream of JSON lines; the caller closes it. */
    WatchStream stream(Call call) throws ApiException {
        enter();
        try {
            return open(call);
        } finally {
            bulkhead.release();
        }
    }

    private void enter() throws ApiException {
        try {
            Duration left = quiet.left();
            if (left.compareTo(limits.queueWait()) > 0) {
                throw failure(new Failure.Busy("wants to be left alone for " + left.toSeconds() + " s", left));
            }
            quiet.await();
            if (!bulkhead.tryAcquire(limits.queueWait().toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure(new Failure.Busy("no turn within "
                        + limits.queueWait().toSeconds() + " s; " + limits.inFlight() + " requests are in flight"));
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (!breaker.permits()) {
            bulkhead.release();
            throw failure(new Failure.Unreachable("did not answer the last requests; will be tried again"));
        }
    }

    private Answer exchange(Call call) throws ApiException {
        long start = System.nanoTime();
        Collected body = new Collected(limits.answerBytes());
        HttpResponse<AsyncBody> head = head(call, start, request(call, false), body);
        head.body().consume();
        await(call, start, head.body().done(), head.body());
        settle(call, start, head.code());
        if (body.overflowed()) {
            throw failure(new Failure.Refused(
                    head.code(), call.path() + ": the answer has more than " + limits.answerBytes() + " bytes"));
        }
        return new Answer(head.code(), body, asked(head));
    }

    private WatchStream open(Call call) throws ApiException {
        long start = System.nanoTime();
        WatchStream stream = new WatchStream(cluster, limits.watchIdle(), limits.answerBytes());
        HttpResponse<AsyncBody> head = head(call, start, request(call, true), stream);
        stream.opened(head.body());
        settle(call, start, head.code());
        if (!head.isSuccessful()) {
            try (stream) {
                throw failure(FailureTable.of(head.code(), lenient(stream.remaining()), asked(head)));
            }
        }
        return stream;
    }

    /** How long a server that has too much to do wants to be left alone; all requests keep to it. */
    private Duration asked(HttpResponse<?> head) {
        if (head.code() != FailureTable.TOO_MANY) {
            return Duration.ZERO;
        }
        Duration asked = Quiet.asked(head.header("Retry-After"));
        quiet.keep(asked);
        return asked;
    }

    /** Sent once more if the connection was closed under it, as a pooled one may be; every call of ours can be repeated. */
    private HttpResponse<AsyncBody> head(
            Call call, long start, HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> body) throws ApiException {
        CompletableFuture<HttpResponse<AsyncBody>> sent = sent(request, body);
        return await(call, start, lost(sent, start) ? sent(request, body) : sent);
    }

    /** A cluster that left the configuration is closed, whoever still asks it. */
    private CompletableFuture<HttpResponse<AsyncBody>> sent(
            HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> body) throws ApiException {
        try {
            return http().consumeBytes(request, body);
        } catch (IllegalStateException e) {
            if (!closed) {
                throw e;
            }
            breaker.givenUp();
            throw failure(new Failure.Unreachable("is not used any more"));
        }
    }

    /** Waits for the answer's head; true if there is none because the connection is gone. Tells nothing else. */
    private boolean lost(CompletableFuture<?> sent, long start) {
        try {
            sent.get(limits.requestTimeout().toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException io && CLOSED.equals(io.getMessage());
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpClient http() {
        return client.getHttpClient();
    }

    private HttpRequest request(Call call, boolean streaming) {
        HttpRequest.Builder builder = http().newHttpRequestBuilder();
        builder.uri(base + call.target()).header("Accept", call.accept());
        @Nullable String user = call.user();
        if (user != null) {
            builder.header("Impersonate-User", user);
        }
        @Nullable String type = call.contentType();
        if (type != null) {
            builder.method(call.method(), type, call.body());
        }
        if (streaming) {
            builder.forStreaming();
        }
        return builder.build();
    }

    private HttpResponse<AsyncBody> await(Call call, long start, CompletableFuture<HttpResponse<AsyncBody>> sent)
            throws ApiException {
        return await(call, start, sent, null);
    }

    private <T> T await(Call call, long start, CompletableFuture<T> future, @Nullable AsyncBody body)
            throws ApiException {
        long left = limits.requestTimeout().toNanos() - (System.nanoTime() - start);
        try {
            return future.get(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            abandon(future, body);
            breaker.givenUp();
            throw interrupted();
        } catch (TimeoutException e) {
            abandon(future, body);
            throw unanswered(
                    call, start, "no answer within " + limits.requestTimeout().toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unanswered(call, start, cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }

    private static void abandon(CompletableFuture<?> future, @Nullable AsyncBody body) {
        future.cancel(true);
        if (body != null) {
            body.cancel();
        }
    }

    private ApiException unanswered(Call call, long start, String why) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        breaker.unanswered(took);
        listener.unanswered(cluster, address() + ": " + why);
        listener.answered(cluster, call.verb(), call.kind(), 0, took);
        return failure(new Failure.Unreachable(address() + ": " + why));
    }

    private void settle(Call call, long start, int status) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (status == 502 || status == 503 || status == 504) {
            breaker.unanswered(took);
        } else {
            breaker.answered(took);
        }
        listener.answered(cluster, call.verb(), call.kind(), status, took);
    }

    private ApiException interrupted() {
        Thread.currentThread().interrupt();
        return failure(new Failure.Busy("stopped while waiting"));
    }

    private ApiException failure(Failure failure) {
        return new ApiException(cluster, failure);
    }

    private JsonNode strict(Call call, byte[] body) throws ApiException {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw failure(new Failure.Broken(200, call.path() + ": the answer is no JSON"));
        }
    }

    private static JsonNode lenient(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance(); // a proxy's page, or nothing: the status alone tells
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }

    private record Answer(int status, Collected body, Duration asked) {}
}
