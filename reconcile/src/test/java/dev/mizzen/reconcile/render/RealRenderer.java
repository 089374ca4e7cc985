package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.render.HelperPool.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/** A pool with its threads, over the real {@code mizzen-renderer} or over a script that stands for a broken one. */
final class RealRenderer implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService drains = Executors.newVirtualThreadPerTaskExecutor();
    final HelperPool pool;

    RealRenderer(Limits limits) {
        this(program(), limits);
    }

    /** Over the real {@code mizzen-sops}. */
    static RealRenderer sops() {
        return new RealRenderer(program().resolveSibling("mizzen-sops"), Limits.DEFAULT);
    }

    RealRenderer(Path program, Limits limits) {
        pool = new HelperPool(program, limits, timer, drains);
    }

    /** The default limits with another size, deadline and idle time. */
    static Limits limits(int size, Duration deadline, Duration idle, int recycleAfter) {
        Limits d = Limits.DEFAULT;
        return new Limits(
                size,
                deadline,
                d.memoryBytes(),
                recycleAfter,
                idle,
                d.patience(),
                d.waiters(),
                d.requestBytes(),
                1024 * 1024,
                d.kills());
    }

    /** The binary: {@code MIZZEN_RENDERER}, or where the build puts it. */
    private static Path program() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("MIZZEN_RENDERER")),
                        Optional.ofNullable(System.getProperty("mizzen.home"))
                                .map(home -> home + "/renderer/target/mizzen-renderer"),
                        Optional.of("../renderer/target/mizzen-renderer"))
                .flatMap(Optional::stream)
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no mizzen-renderer: build the module renderer first"));
    }

    @Override
    public void close() {
        pool.close();
        timer.shutdownNow();
        drains.close();
    }
}
