package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.reconcile.render.HelperPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Where {@code mizzen-renderer} is: where the configuration says, else beside what runs, else in a checkout's build. */
final class RendererProgram {
    private static final String NAME = "mizzen-renderer";
    private static final String SOPS = "mizzen-sops";
    private static final String BUILT = "renderer/target/";

    private static final int JUDGES = 2;
    private static final Duration JUDGING_DEADLINE = Duration.ofSeconds(2);
    private static final long JUDGING_MEMORY_BYTES = 256L * 1024 * 1024;
    private static final int JUDGING_ANSWER_BYTES = 1024 * 1024;

    private RendererProgram() {}

    /** Never fails: a program that is not there is told by the first render. */
    static Path find(Config.Renderer renderer) {
        return renderer.program().orElseGet(() -> find(NAME));
    }

    /** {@code mizzen-sops}, beside the renderer where the configuration names that. */
    static Path sops(Config.Renderer renderer) {
        return renderer.program().map(program -> program.resolveSibling(SOPS)).orElseGet(() -> find(SOPS));
    }

    private static Path find(String name) {
        return Optional.ofNullable(System.getProperty("mizzen.home")).map(Path::of).stream()
                .flatMap(folder -> Stream.of(folder.resolve(name), folder.resolve(BUILT + name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Path.of(BUILT + name).toAbsolutePath());
    }

    /** For what definitions say of health: less of everything, since the objects are few and the texts short. */
    static HelperPool.Limits judging() {
        HelperPool.Limits base = HelperPool.Limits.DEFAULT;
        return new HelperPool.Limits(
                JUDGES,
                JUDGING_DEADLINE,
                JUDGING_MEMORY_BYTES,
                base.recycleAfter(),
                base.idle(),
                base.patience(),
                base.waiters(),
                base.requestBytes(),
                JUDGING_ANSWER_BYTES,
                base.kills());
    }

    static HelperPool.Limits limits(Config.Renderer renderer) {
        HelperPool.Limits base = HelperPool.Limits.DEFAULT;
        return new HelperPool.Limits(
                renderer.processes(),
                base.deadline(),
                base.memoryBytes(),
                base.recycleAfter(),
                base.idle(),
                base.patience(),
                base.waiters(),
                base.requestBytes(),
                base.answerBytes(),
                base.kills());
    }
}
