package dev.mizzen.testkit.forge;

import java.util.Map;

/** What the API answers: its status, its body and headers besides the usual. */
record Answer(int status, Object body, Map<String, String> headers) {
    Answer(int status, Object body) {
        this(status, body, Map.of());
    }

    static Answer failure(int status, String message) {
        return new Answer(status, Map.of("message", message, "documentation_url", "https://docs.github.com/rest"));
    }
}
