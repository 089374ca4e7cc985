package dev.mizzen.reconcile.define;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers what a request asks for while it is evaluated. Asked by one thread at a time. */
@FunctionalInterface
public interface Needs {
    /** Nothing is there. */
    Needs NOTHING = need -> JsonNodeFactory.instance.objectNode().put("absent", true);

    /**
     * The answer to one question.
     *
     * @param need the question: an object with {@code path}
     * @return one of {@code file} (its content in Base64), {@code directory}, {@code absent} (true), or {@code refused} (why)
     */
    ObjectNode answer(JsonNode need);
}
