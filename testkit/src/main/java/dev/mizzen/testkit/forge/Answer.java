package dev.mizzen.testkit.forge;

import java.util.Map;

/** What the API answers: its status and its body. */
record Answer(int status, Object body) {
    static Answer failure(int status, String message) {
        return new Answer(status, Map.of("message", message, "documentation_url", "https://docs.github.com/rest"));
    }
}
