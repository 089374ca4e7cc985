package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.model.ExactJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * One {@code mizzen-renderer}: JSON lines over its standard input and output, one request at a time. It has an empty
 * environment and gets no file; it ends when its input is closed, so it never outlives the daemon. Not thread-safe, but
 * for {@link #close}.
 */
final class RendererProcess implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;
    private static final int LAST_WORDS_BYTES = 8 * 1024;
    private static final Duration LAST_WORDS_WAIT = Duration.ofSeconds(2);
    /** The exit value of a process that was ended by this signal. */
    private static final int SIGKILL = 128 + 9;
    /** The field of a line that is a question, not an answer. */
    private static final String NEED = "need";

    private static final int MOST_NEEDS = 10_000;
    /** With less than this part of a processor, a process was not let run. */
    private static final int STARVED = 10;

    /**
     * What Go's runtime and the C library say when memory is refused; both then end the process. Refused in the middle of
     * the runtime's own work it is a bare SIGSEGV; a fault of Go code would be a panic, which the renderer answers.
     */
    private static final List<String> OUT_OF_MEMORY = List.of(
            "out of memory",
            "cannot allocate memory",
            "Cannot allocate memory",
            "pthread_create failed",
            "SIGSEGV: segmentation violation");

    private final Process process;
    private final CompletableFuture<String> lastWords = new CompletableFuture<>();
    private final ScheduledExecutorService timer;
    private final int answerBytes;
    private final byte[] buffer = new byte[READ_BYTES];
    private int from;
    private int to;
    private long requests;
    private boolean usable = true;

    private RendererProcess(Process process, ScheduledExecutorService timer, int answerBytes) {
        this.process = process;
        this.timer = timer;
        this.answerBytes = answerBytes;
    }

    /** @throws IOException if the operating system cannot start {@code program} */
    static RendererProcess start(
            Path program, long memoryBytes, int answerBytes, ScheduledExecutorService timer, Executor drains)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "--memory-limit", memoryBytes / (1024 * 1024) + "MiB");
        builder.environment().clear();
        Process process = builder.start();
        RendererProcess started = new RendererProcess(process, timer, answerBytes);
        drains.execute(started::drain);
        return started;
    }

    /** What became of a request. */
    sealed interface Reply {
        record Answered(JsonNode answer) implements Reply {}

        /** The process is gone, by the deadline. */
        record TooSlow() implements Reply {}

        /** As {@link TooSlow}, but the process was hardly let run, so that nobody knows how long it would have taken. */
        record Starved() implements Reply {}

        /** The process is gone, for want of memory. */
        record TooBig() implements Reply {}

        /** The process was stopped because its answer had more bytes than allowed. */
        record TooLong() implements Reply {}

        /** An answer that is no JSON, or JSON nested too deep or with too long a number. */
        record Unreadable(String why) implements Reply {}

        /** The process is gone and nobody knows why; {@code killed} if by a signal that nobody can refuse. */
        record Died(boolean killed) implements Reply {}
    }

    /**
     * Sends {@code request}, a JSON object without {@code id}, and waits at most {@code deadline}, what {@code needs} takes
     * to answer counted in.
     */
    Reply ask(byte[] request, Duration deadline, Needs needs) {
        requests++;
        Execution execution = new Execution(deadline);
        boolean whole = false;
        try {
            send(request);
            Reply reply = read(readLine());
            for (int asked = 0;
                    reply instanceof Reply.Answered question
                            && question.answer().has(NEED);
                    asked++) {
                if (asked == MOST_NEEDS) {
                    return gone(new Reply.Unreadable("it asked for more than " + MOST_NEEDS + " things"));
                }
                writeLine(ExactJson.bytes(needs.answer(question.answer().path(NEED))));
                reply = read(readLine());
            }
            whole = true;
            return reply;
        } catch (AnswerTooLong e) {
            return gone(new Reply.TooLong());
        } catch (IOException e) {
            return gone(causeOfDeath(execution));
        } finally {
            usable &= execution.callOff() && whole && process.isAlive();
        }
    }

    /** Whether another request may be sent. */
    boolean usable() {
        return usable && process.isAlive();
    }

    long requests() {
        return requests;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Reply gone(Reply reply) {
        usable = false;
        close();
        return reply;
    }

    private Reply causeOfDeath(Execution execution) {
        if (!execution.callOff()) {
            return execution.starved() ? new Reply.Starved() : new Reply.TooSlow();
        }
        String words = lastWords
                .completeOnTimeout("", LAST_WORDS_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return OUT_OF_MEMORY.stream().anyMatch(words::contains) ? new Reply.TooBig() : new Reply.Died(wasKilled());
    }

    private boolean wasKilled() {
        try {
            return process.waitFor(LAST_WORDS_WAIT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == SIGKILL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void send(byte[] request) throws IOException {
        process.getOutputStream().write(("{\"id\":" + requests + ",").getBytes(StandardCharsets.UTF_8));
        writeLine(Arrays.copyOfRange(request, 1, request.length));
    }

    private void writeLine(byte[] line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write(line);
        input.write('\n');
        input.flush();
    }

    private Reply read(byte[] line) {
        JsonNode answer;
        try {
            answer = ExactJson.parse(line);
        } catch (IllegalArgumentException e) {
            return new Reply.Unreadable(String.valueOf(e.getMessage()));
        }
        if (answer.path("id").asLong(-1) != requests) {
            usable = false;
            close();
            throw new IllegalStateException("the renderer answered request " + answer.path("id") + ", not " + requests);
        }
        return new Reply.Answered(answer);
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream output = process.getInputStream();
        while (true) {
            if (from == to) {
                from = 0;
                to = output.read(buffer);
                if (to < 0) {
                    to = 0;
                    throw new IOException("the renderer closed its output");
                }
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, from, end - from);
            if (line.size() > answerBytes) {
                throw new AnswerTooLong();
            }
            from = Math.min(end + 1, to);
            if (end < to) {
                return line.toByteArray();
            }
        }
    }

    /** Reads standard error to its end and keeps its first bytes, so that the process never blocks on it. */
    private void drain() {
        byte[] kept = new byte[LAST_WORDS_BYTES];
        int length = 0;
        try (InputStream errors = process.getErrorStream()) {
            byte[] chunk = new byte[1024];
            for (int read = errors.read(chunk); read >= 0; read = errors.read(chunk)) {
                int take = Math.min(read, kept.length - length);
                System.arraycopy(chunk, 0, kept, length, take);
                length += take;
            }
        } catch (IOException e) {
            // The process was killed while it wrote; what it said until then is all there is.
        }
        lastWords.complete(new String(Arrays.copyOf(kept, length), StandardCharsets.UTF_8));
    }

    /** Ends the process at the deadline, unless it is called off; looks halfway, and then, how much it was let run. */
    private final class Execution {
        private final Duration half;
        private final ScheduledFuture<?> look;
        private final ScheduledFuture<?> kill;
        private volatile Optional<Duration> halfway = Optional.empty();
        private volatile Optional<Duration> end = Optional.empty();

        Execution(Duration deadline) {
            this.half = deadline.dividedBy(2);
            this.look = timer.schedule(() -> halfway = cpu(), half.toMillis(), TimeUnit.MILLISECONDS);
            this.kill = timer.schedule(this::kill, deadline.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void kill() {
            end = cpu();
            process.destroyForcibly();
        }

        private Optional<Duration> cpu() {
            return process.info().totalCpuDuration();
        }

        /** False if it is too late. */
        boolean callOff() {
            look.cancel(false);
            return kill.cancel(false) || kill.isCancelled();
        }

        boolean starved() {
            return halfway.flatMap(from -> end.map(to -> to.minus(from)))
                    .filter(ran -> ran.compareTo(half.dividedBy(STARVED)) < 0)
                    .isPresent();
        }
    }

    /** More bytes than an answer may have. */
    private static final class AnswerTooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
