package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.share.Turns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bounded number of {@code mizzen-renderer} processes, shared fairly between sources. A request that exceeds the
 * deadline, the memory or the answer's length costs its process and is never tried again; one whose process ends for an
 * unknown cause is tried once more. What is not the request's fault is waited for: a process that does not start, gets no
 * processor time, or is killed from outside. Processes start on demand, end when idle, and are replaced after a number of requests.
 * Thread-safe; callers block.
 */
public final class HelperPool implements Evaluator, AutoCloseable {
    private static final byte[] VERSION_REQUEST = "{\"op\":\"version\"}".getBytes(StandardCharsets.UTF_8);
    private static final int ATTEMPTS = 2;
    /** A process that starts runs nobody's template yet: it may take longer than a request. */
    private static final Duration START_DEADLINE = Duration.ofSeconds(30);

    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final Executor drains;
    private final Path program;
    private final Turns<SourceName> turns;
    private final Kills kills;
    private final Deque<RendererProcess> idle = new ArrayDeque<>();
    private final Set<RendererProcess> rested = new HashSet<>();
    private final Set<RendererProcess> busy = new HashSet<>();
    private final AtomicLong starts = new AtomicLong();
    private final ScheduledFuture<?> sweep;
    private Optional<String> version = Optional.empty();
    private boolean closed;

    /**
     * What a pool may use.
     *
     * @param size the most processes at once
     * @param deadline of one request
     * @param memoryBytes of one process's data (RLIMIT_DATA), whole MiB
     * @param recycleAfter requests after which a process is replaced
     * @param idle time after which an unused process ends, at the latest after twice that
     * @param patience the longest wait for a process
     * @param waiters the most requests that wait at once
     * @param requestBytes of one request
     * @param answerBytes of one answer
     * @param kills the most fatal inputs, and the most fatal templates, that are remembered
     */
    public record Limits(
            int size,
            Duration deadline,
            long memoryBytes,
            int recycleAfter,
            Duration idle,
            Duration patience,
            int waiters,
            int requestBytes,
            int answerBytes,
            int kills) {
        private static final int MIB = 1024 * 1024;

        public static final Limits DEFAULT = new Limits(
                2,
                Duration.ofSeconds(10),
                512L * MIB,
                10_000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1_000,
                32 * MIB,
                64 * MIB,
                10_000);

        /** @throws IllegalArgumentException if there is no process at all */
        public Limits {
            if (size < 1) {
                throw new IllegalArgumentException("a pool needs at least 1 process, not " + size);
            }
        }
    }

    /**
     * @param program absolute path of {@code mizzen-renderer}
     * @param timer kills at deadlines and ends idle processes; not closed here
     * @param drains runs one short-lived reader a process; not closed here
     */
    public HelperPool(Path program, Limits limits, ScheduledExecutorService timer, Executor drains) {
        this.program = program;
        this.limits = limits;
        this.timer = timer;
        this.drains = drains;
        this.turns = new Turns<>(limits.size(), limits.waiters());
        this.kills = new Kills(limits.kills(), System::nanoTime);
        long pause = limits.idle().toMillis();
        this.sweep = timer.scheduleWithFixedDelay(this::endIdle, pause, pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public JsonNode call(SourceName source, ObjectNode request, Blame blame, Needs needs) throws Rejected, Waiting {
        byte[] body = ExactJson.bytes(request);
        if (body.length > limits.requestBytes()) {
            throw rejected("the request has " + body.length + " bytes, the limit is " + limits.requestBytes());
        }
        throwIfPresent(kills.reason(source, blame));
        enter(source);
        try {
            throwIfPresent(kills.begin(source, blame)); // another may have been killed while this one waited
            return answer(source, body, blame, needs);
        } finally {
            turns.leave(source);
        }
    }

    private static void throwIfPresent(Optional<String> killed) throws Rejected {
        if (killed.isPresent()) {
            throw rejected(killed.get());
        }
    }

    private void enter(SourceName source) throws Waiting {
        switch (turns.enter(source, limits.patience())) {
            case TAKEN -> {}
            case CROWDED ->
                throw new Waiting(
                        new Obstacle.Busy(), limits.waiters() + " requests wait for a renderer process already");
            case LATE, INTERRUPTED ->
                throw new Waiting(
                        new Obstacle.Busy(),
                        "no renderer process was free within "
                                + limits.patience().toSeconds() + " s");
        }
    }

    @Override
    public String version() throws Waiting {
        synchronized (this) {
            if (version.isPresent()) {
                return version.get();
            }
        }
        SourceName nobody = new SourceName("version");
        enter(nobody);
        try {
            giveBack(take());
        } finally {
            turns.leave(nobody);
        }
        synchronized (this) {
            return version.orElseThrow(() -> new IllegalStateException("a process started without a version"));
        }
    }

    /** Processes that live now. */
    synchronized int alive() {
        return idle.size() + busy.size();
    }

    /** Processes ever started. */
    long started() {
        return starts.get();
    }

    /** Process ids of those at work. */
    synchronized List<Long> atWork() {
        return busy.stream().map(RendererProcess::pid).toList();
    }

    /** Ends every process; a request under way gets {@link Waiting}. */
    @Override
    public void close() {
        sweep.cancel(false);
        List<RendererProcess> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            all.addAll(busy);
            idle.clear();
        }
        all.forEach(RendererProcess::close);
    }

    private JsonNode answer(SourceName source, byte[] body, Blame blame, Needs needs) throws Rejected, Waiting {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RendererProcess process = take();
            RendererProcess.Reply reply;
            try {
                reply = process.ask(body, limits.deadline(), needs);
            } finally {
                giveBack(process);
            }
            switch (reply) {
                case RendererProcess.Reply.Answered answered -> {
                    kills.survived(source, blame);
                    return answered.answer();
                }
                case RendererProcess.Reply.TooSlow slow ->
                    throw fatal(
                            source,
                            blame,
                            "took longer than " + limits.deadline().toMillis() + " ms (limit: deadline)");
                case RendererProcess.Reply.Starved starved ->
                    throw new Waiting(
                            new Obstacle.Broken(),
                            "the renderer got next to no processor time for "
                                    + limits.deadline().toMillis() + " ms");
                case RendererProcess.Reply.TooBig big ->
                    throw fatal(
                            source,
                            blame,
                            "needed more than " + limits.memoryBytes() / Limits.MIB + " MiB of memory (limit: memory)");
                case RendererProcess.Reply.TooLong tooLong ->
                    throw fatal(source, blame, "gave more than " + limits.answerBytes() + " bytes (limit: answer)");
                case RendererProcess.Reply.Unreadable unreadable ->
                    throw rejected("the evaluation gave a result that cannot be read: " + unreadable.why());
                case RendererProcess.Reply.Died died -> {
                    requireOpen();
                    if (attempt + 1 == ATTEMPTS && died.killed()) {
                        throw new Waiting(
                                new Obstacle.Broken(),
                                "the renderer process is killed from outside, as the system does for want of memory");
                    }
                }
            }
        }
        throw fatal(source, blame, "ended the renderer process " + ATTEMPTS + " times");
    }

    private Rejected fatal(SourceName source, Blame blame, String what) {
        String reason = "the evaluation " + what + "; it is not tried again until it changes";
        kills.remember(source, blame, what, reason);
        return rejected(reason);
    }

    private static Rejected rejected(String reason) {
        return new Rejected(Problem.of(reason));
    }

    private synchronized void requireOpen() throws Waiting {
        if (closed) {
            throw new Waiting(new Obstacle.Busy(), "the renderer is being stopped");
        }
    }

    private RendererProcess take() throws Waiting {
        synchronized (this) {
            requireOpen();
            while (!idle.isEmpty()) {
                RendererProcess process = idle.pop();
                if (process.usable()) {
                    busy.add(process);
                    return process;
                }
                process.close();
            }
        }
        return start();
    }

    private RendererProcess start() throws Waiting {
        RendererProcess process;
        try {
            process = RendererProcess.start(program, limits.memoryBytes(), limits.answerBytes(), timer, drains);
        } catch (IOException e) {
            throw new Waiting(new Obstacle.Broken(), "the renderer process cannot be started: " + e.getMessage(), e);
        }
        starts.incrementAndGet();
        if (!(process.ask(VERSION_REQUEST, START_DEADLINE, Needs.NOTHING)
                instanceof RendererProcess.Reply.Answered answered)) {
            process.close();
            throw new Waiting(
                    new Obstacle.Broken(),
                    "the renderer process " + program + " ended or did not answer when it was started");
        }
        synchronized (this) {
            version = Optional.of(answered.answer().path("version").asString(""));
            busy.add(process);
            if (closed) {
                process.close();
            }
        }
        return process;
    }

    private synchronized void giveBack(RendererProcess process) {
        busy.remove(process);
        rested.remove(process);
        if (closed || !process.usable() || process.requests() > limits.recycleAfter()) {
            process.close();
        } else {
            idle.push(process);
        }
    }

    /** Ends those that were idle at the last sweep already and were not used since. */
    private synchronized void endIdle() {
        idle.removeIf(process -> {
            boolean end = rested.contains(process) || !process.usable();
            if (end) {
                process.close();
            }
            return end;
        });
        rested.clear();
        rested.addAll(idle);
    }
}
