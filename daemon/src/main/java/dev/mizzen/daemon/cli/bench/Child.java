package dev.mizzen.daemon.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process with this one's class path; what it uses is read from outside, from {@code /proc}. */
final class Child implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /** Starts {@code main} with this process's options; what it prints goes to {@code log}. */
    static Child start(Class<?> main, Path log, List<String> arguments) throws IOException {
        return start(ManagementFactory.getRuntimeMXBean().getInputArguments(), main, log, arguments);
    }

    /** Like the other, with the options that Java has where none are given. */
    static Child plain(Class<?> main, Path log, List<String> arguments) throws IOException {
        return start(List.of(), main, log, arguments);
    }

    private static Child start(List<String> options, Class<?> main, Path log, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new Child(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; its exit code. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Resident memory, in bytes. */
    long rss() {
        return rss(process.pid());
    }

    /** Resident memory of all processes that it started, in bytes. */
    long childrensRss() {
        return children().mapToLong(Child::rss).sum();
    }

    /** Processor time so far of it and of the processes that it has now. */
    Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Stream<Long> children() {
        return process.descendants().map(ProcessHandle::pid);
    }

    private static long rss(long pid) {
        try (Stream<String> lines = Files.lines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0; // it ended meanwhile, or this system has no /proc
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a service manager stops it: SIGTERM, then wait. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
