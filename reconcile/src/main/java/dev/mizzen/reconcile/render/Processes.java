package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Waiting;
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

/**
 * The processes of one program: started when one is taken and none is idle, ended when idle or after a number of requests. How
 * many are taken at once is for the caller to bound. Thread-safe.
 */
final class Processes implements AutoCloseable {
    private static final byte[] VERSION_REQUEST = "{\"op\":\"version\"}".getBytes(StandardCharsets.UTF_8);
    /** A process that starts runs nobody's template yet: it may take longer than a request. */
    private static final Duration START_DEADLINE = Duration.ofSeconds(30);

    private final Path program;
    private final HelperPool.Limits limits;
    private final ScheduledExecutorService timer;
    private final Executor drains;
    private final Deque<RendererProcess> idle = new ArrayDeque<>();
    private final Set<RendererProcess> rested = new HashSet<>();
    private final Set<RendererProcess> busy = new HashSet<>();
    private final AtomicLong starts = new AtomicLong();
    private final ScheduledFuture<?> sweep;
    private Optional<String> version = Optional.empty();
    private boolean closed;

    /** As {@link HelperPool}. */
    Processes(Path program, HelperPool.Limits limits, ScheduledExecutorService timer, Executor drains) {
        this.program = program;
        this.limits = limits;
        this.timer = timer;
        this.drains = drains;
        long pause = limits.idle().toMillis();
        this.sweep = timer.scheduleWithFixedDelay(this::endIdle, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** An idle process, or a new one. */
    RendererProcess take() throws Waiting {
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

    /** Ends what was taken and is of no use any more; the rest waits for the next one. */
    synchronized void giveBack(RendererProcess process) {
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

    synchronized void requireOpen() throws Waiting {
        if (closed) {
            throw new Waiting(new Obstacle.Busy(), "the renderer is being stopped");
        }
    }

    /** Of the program; empty until a process has started. */
    synchronized Optional<String> version() {
        return version;
    }

    synchronized int alive() {
        return idle.size() + busy.size();
    }

    long started() {
        return starts.get();
    }

    synchronized List<Long> atWork() {
        return busy.stream().map(RendererProcess::pid).toList();
    }

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
}
