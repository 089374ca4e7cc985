package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.HelperPool.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The pool over a script that stands for a renderer with every kind of trouble. */
class HelperPoolIT {
    private static final SourceName SHOP = new SourceName("shop");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void aProcessIsUsedAgain() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            for (int i = 0; i < 5; i++) {
                assertThat(call(renderer, "echo").path("ok").asBoolean()).isTrue();
            }
            assertThat(renderer.pool.started()).isEqualTo(1);
            assertThat(renderer.pool.version()).isEqualTo("v1");
        }
    }

    @Test
    void anAnswerWithErrorsIsAnAnswer() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            JsonNode answer = call(renderer, "refuse");
            assertThat(answer.path("ok").asBoolean()).isFalse();
            assertThat(answer.at("/errors/0/message").asString()).isEqualTo("no");
        }
    }

    @Test
    void aRequestThatNeverEndsIsKilledAndNotTriedAgain() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, Duration.ofSeconds(2), MINUTE, 100))) {
            assertThatThrownBy(() -> call(renderer, "hang"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("2000 ms (limit: deadline)");
            long started = renderer.pool.started();
            assertThatThrownBy(() -> call(renderer, "hang"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("deadline");
            assertThat(renderer.pool.started()).isEqualTo(started);
            assertThat(call(renderer, "echo").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void aRequestThatRunsOutOfMemoryNamesTheLimit() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            assertThatThrownBy(() -> call(renderer, "memory"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("512 MiB of memory (limit: memory)");
            assertThat(call(renderer, "echo").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void anAnswerThatIsTooLongNamesTheLimit() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            assertThatThrownBy(() -> call(renderer, "flood"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("1048576 bytes (limit: answer)");
            assertThat(call(renderer, "echo").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void aProcessKilledFromOutsideCostsNothingButTime() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = CompletableFuture.supplyAsync(() -> unchecked(renderer, "hang-once"), threads);
            await().until(() -> Files.exists(folder.resolve("hangs")));
            renderer.pool.atWork().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            assertThat(answer.get().path("ok").asBoolean()).isTrue();
            assertThat(renderer.pool.started()).isEqualTo(2);
        }
    }

    @Test
    void aRequestThatKillsTwiceIsNotTriedAThirdTime() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            assertThatThrownBy(() -> call(renderer, "crash"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("ended the renderer process 2 times");
            long started = renderer.pool.started();
            assertThatThrownBy(() -> call(renderer, "crash")).isInstanceOf(Rejected.class);
            assertThat(renderer.pool.started()).isEqualTo(started);
        }
    }

    /** Whatever is to blame, it is not the request: it must not be remembered. */
    @Test
    void whatIsNotTheRequestsFaultIsTriedAgain() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, Duration.ofSeconds(2), MINUTE, 100))) {
            for (int i = 0; i < 2; i++) {
                long started = renderer.pool.started();
                assertThatThrownBy(() -> call(renderer, "starve"))
                        .isInstanceOf(Waiting.class)
                        .hasMessageContaining("next to no processor time");
                assertThatThrownBy(() -> call(renderer, "shot"))
                        .isInstanceOf(Waiting.class)
                        .hasMessageContaining("killed from outside");
                assertThat(renderer.pool.started()).isGreaterThan(started);
            }
        }
    }

    @Test
    void aProcessThatTalksOnStandardErrorIsNotHeldUp() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100))) {
            assertThat(call(renderer, "babble").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void aProcessIsReplacedAfterItsRequests() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 3))) {
            for (int i = 0; i < 9; i++) {
                call(renderer, "echo");
            }
            assertThat(renderer.pool.started()).isEqualTo(3);
        }
    }

    @Test
    void anIdleProcessEnds() throws Exception {
        try (RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, Duration.ofMillis(50), 100))) {
            call(renderer, "echo");
            await().until(() -> renderer.pool.alive() == 0);
            assertThat(call(renderer, "echo").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void aProgramThatIsNotThereIsWaitedFor() throws Exception {
        try (RealRenderer renderer =
                new RealRenderer(folder.resolve("nothing"), RealRenderer.limits(1, MINUTE, MINUTE, 100))) {
            assertThatThrownBy(() -> call(renderer, "echo")).isInstanceOf(Waiting.class);
            assertThatThrownBy(() -> call(renderer, "echo")).isInstanceOf(Waiting.class);
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        RealRenderer renderer = renderer(RealRenderer.limits(2, MINUTE, MINUTE, 100));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = CompletableFuture.supplyAsync(() -> unchecked(renderer, "hang-once"), threads);
            await().until(() -> Files.exists(folder.resolve("hangs")));
            renderer.close();
            assertThatThrownBy(answer::get).hasRootCauseInstanceOf(Waiting.class);
        }
    }

    private RealRenderer renderer(Limits limits) throws Exception {
        Path script = folder.resolve("renderer");
        Files.writeString(script, SCRIPT.replace("@folder@", folder.toString()));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return new RealRenderer(script, limits);
    }

    private static JsonNode call(RealRenderer renderer, String op) throws Exception {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", op);
        return renderer.pool.call(SHOP, request);
    }

    private static JsonNode unchecked(RealRenderer renderer, String op) {
        try {
            return call(renderer, op);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String SCRIPT = """
            #!/bin/sh
            while read -r line; do
              id=${line#*:}
              id=${id%%,*}
              case $line in
                *'"version"'*) echo '{"id":'$id',"ok":true,"version":"v1"}' ;;
                *'"echo"'*) echo '{"id":'$id',"ok":true}' ;;
                *'"refuse"'*) echo '{"id":'$id',"ok":false,"errors":[{"path":"","message":"no"}]}' ;;
                *'"hang"'*) while :; do :; done ;;
                *'"starve"'*) exec sleep 1000 ;;
                *'"shot"'*) kill -9 $$ ;;
                *'"hang-once"'*)
                  if [ -e @folder@/hangs ]; then echo '{"id":'$id',"ok":true}'; else
                    : > @folder@/hangs
                    exec sleep 1000
                  fi ;;
                *'"memory"'*) echo 'fatal error: runtime: out of memory' >&2; exit 2 ;;
                *'"crash"'*) exit 3 ;;
                *'"flood"'*) while :; do printf '%s' 'a long answer that never comes to its end '; done ;;
                *'"babble"'*)
                  i=0
                  while [ $i -lt 5000 ]; do
                    echo 'more than a pipe can hold, if nobody reads it' >&2
                    i=$((i + 1))
                  done
                  echo '{"id":'$id',"ok":true}' ;;
              esac
            done
            """;
}
