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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
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
    private static final int ATTEMPTS = 2;

    private final Limits limits;
    private final Turns<SourceName> turns;
    private final Kills kills;
    private final Processes processes;

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
        this.limits = limits;
        this.processes = new Processes(program, limits, timer, drains);
        this.turns = new Turns<>(limits.size(), limits.waiters());
        this.kills = new Kills(limits.kills(), System::nanoTime);
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
        Optional<String> known = processes.version();
        if (known.isPresent()) {
            return known.get();
        }
        SourceName nobody = new SourceName("version");
        enter(nobody);
        try {
            processes.giveBack(processes.take());
        } finally {
            turns.leave(nobody);
        }
        return processes.version().orElseThrow(() -> new IllegalStateException("a process started without a version"));
    }

    /** Processes that live now. */
    int alive() {
        return processes.alive();
    }

    /** Processes ever started. */
    long started() {
        return processes.started();
    }

    /** Process ids of those at work. */
    List<Long> atWork() {
        return processes.atWork();
    }

    /** Ends every process; a request under way gets {@link Waiting}. */
    @Override
    public void close() {
        processes.close();
    }

    private JsonNode answer(SourceName source, byte[] body, Blame blame, Needs needs) throws Rejected, Waiting {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RendererProcess process = processes.take();
            RendererProcess.Reply reply;
            try {
                reply = process.ask(body, limits.deadline(), needs);
            } finally {
                processes.giveBack(process);
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
                    processes.requireOpen();
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
}
