package dev.mizzen.daemon.cli;

import dev.mizzen.gitsource.snapshot.DirectorySnapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.DefinitionDirectory;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.HelperPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Definitions, the built-in ones and those of a directory, read and asked without a daemon and without a cluster. */
final class DefinitionBench implements AutoCloseable {
    private static final SourceName SOURCE = new SourceName("directory");
    /** A person waits at the terminal, for one request that may do the work of many. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("helper-timer").factory());
    private final ExecutorService drains = Executors.newVirtualThreadPerTaskExecutor();
    private final HelperPool pool;
    private final Catalog builtIn;

    DefinitionBench() {
        HelperPool.Limits usual = HelperPool.Limits.DEFAULT;
        HelperPool.Limits limits = new HelperPool.Limits(
                1,
                DEADLINE,
                usual.memoryBytes(),
                usual.recycleAfter(),
                usual.idle(),
                usual.patience(),
                usual.waiters(),
                usual.requestBytes(),
                usual.answerBytes(),
                usual.kills());
        this.pool = new HelperPool(Programs.renderer(), limits, timer, drains);
        this.builtIn = Catalog.builtIn(pool);
    }

    /** The built-in definitions, by kind, then by name. */
    List<Definition> builtIn() {
        try {
            return builtIn.list();
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** All that an application of the config repository in {@code directory} may use; the built-in ones where none is given. */
    List<Definition> known(Optional<Path> directory) {
        if (directory.isEmpty()) {
            return builtIn();
        }
        try {
            return builtIn.of(DirectorySnapshot.of(SOURCE, directory.get())).list();
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, directory.get() + " is not a directory that can be read");
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** The definition files anywhere below a directory. */
    DefinitionDirectory below(Path directory) {
        try {
            return DefinitionDirectory.read(pool, directory);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, directory + " cannot be read: " + e.getMessage());
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
    }

    /** What a definition's parameter may be, as the renderer's {@code schema} answers. */
    JsonNode describe(Definition definition) throws Rejected {
        return answer(about("schema", definition));
    }

    /** The JSON Schema of a definition's parameter; of a part of it where nothing is required. */
    JsonNode jsonSchema(Definition definition, boolean partial) throws Rejected {
        return answer(about("json-schema", definition).put("partial", partial)).path("schema");
    }

    static ObjectNode about(String op, Definition definition) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", op);
        request.set("definition", definition.body());
        return request;
    }

    /** @throws Rejected with what the renderer found wrong in the request */
    JsonNode answer(ObjectNode request) throws Rejected {
        JsonNode answer;
        try {
            answer = pool.call(SOURCE, request);
        } catch (Waiting e) {
            throw new Failure(Exit.UNREACHABLE, e.getMessage());
        }
        if (answer.path("ok").asBoolean(false)) {
            return answer;
        }
        throw new Rejected(Fault.all(answer.path("errors")).stream()
                .map(DefinitionBench::problem)
                .toList());
    }

    private static Problem problem(Fault fault) {
        String message = fault.path().isEmpty() ? fault.message() : fault.path() + ": " + fault.message();
        Problem problem = fault.definition().map(at -> Problem.at(at, message)).orElseGet(() -> Problem.of(message));
        return problem.withNearest(fault.nearest());
    }

    @Override
    public void close() {
        pool.close();
        timer.shutdownNow();
        drains.shutdownNow();
    }
}
