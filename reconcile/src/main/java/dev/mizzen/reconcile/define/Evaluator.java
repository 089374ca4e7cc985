package dev.mizzen.reconcile.define;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers requests that need CUE. Every request ends, whatever its template does. Thread-safe. */
public interface Evaluator {
    /**
     * Asks on behalf of {@code source} and waits for the answer.
     *
     * @param request with {@code op} and without {@code id}; not changed
     * @return the answer, also where it says {@code "ok": false}: its errors are for the caller to place ({@link Fault})
     * @throws Rejected if the request exceeds a limit, which its one problem, without a position, names
     * @throws Waiting if no evaluation can be had now
     */
    default JsonNode call(SourceName source, ObjectNode request) throws Rejected, Waiting {
        return call(source, request, new Blame(Digest.of(ExactJson.bytes(request)), Map.of()));
    }

    /**
     * As {@link #call(SourceName, ObjectNode)}.
     *
     * @param blame by what the request is remembered if it exceeds a limit: it is not tried again before that changes
     */
    default JsonNode call(SourceName source, ObjectNode request, Blame blame) throws Rejected, Waiting {
        return call(source, request, blame, Needs.NOTHING);
    }

    /**
     * As {@link #call(SourceName, ObjectNode, Blame)}.
     *
     * @param needs asked for what the request lacks, on the caller's thread; again from the start if the request is tried again
     */
    JsonNode call(SourceName source, ObjectNode request, Blame blame, Needs needs) throws Rejected, Waiting;

    /**
     * What the bytes of an answer depend on besides the request.
     *
     * @throws Waiting if no evaluation can be had now
     */
    String version() throws Waiting;
}
