package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.Headers;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** How one vendor's forge speaks: its operations and its events, held against what the vendor publishes of them. */
interface Dialect {
    /** Whose token every token is. */
    String LOGIN = "mizzen-bot";

    /** What is asked; nothing where there is no such operation. */
    Optional<Answer> answer(Request request) throws IOException;

    /** Whether a request proves itself by {@code token}. */
    boolean knows(String path, Headers headers, String token);

    /** The answer to a request that is not taken. */
    Answer refusal(int status, String message);

    /** The event of a push. */
    Event pushed(Push push, BareRepository repository, String cloneUrl) throws IOException;

    /**
     * The event of a pull request.
     *
     * @param action {@code opened}, {@code synchronize} or {@code closed}
     */
    Event pulled(String action, Pull pull);

    /**
     * What is sent to a webhook.
     *
     * @param kind as {@code push}
     * @param headers by which its receiver knows what it is and who sent it
     */
    record Event(String kind, JsonNode body, Proof headers) {}

    /** The headers of a body for the secret of a webhook. */
    interface Proof {
        Map<String, String> of(byte[] body, String secret);
    }

    /**
     * What all dialects speak about.
     *
     * @param web where people see the pull requests
     * @param violations told of what does not fit the schemas
     */
    record Subject(Schemas schemas, Statuses statuses, Pulls pulls, Supplier<URI> web, Consumer<String> violations) {
        /** Whether a request does not fit its schema. */
        boolean wrong(String schema, JsonNode request) {
            List<String> wrong = schemas.violations(schema, request);
            wrong.forEach(violations);
            return !wrong.isEmpty();
        }

        /** A message as it is, after it was held against its schema. */
        JsonNode checked(String schema, JsonNode message) {
            schemas.violations(schema, message).forEach(violations);
            return message;
        }
    }
}
