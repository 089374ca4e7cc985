package dev.mizzen.daemon.story;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class whose plays left a process behind. */
final class Processes implements BeforeAllCallback, AfterAllCallback {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private Set<ProcessHandle> before = Set.of();

    @Override
    public void beforeAll(ExtensionContext context) {
        before = alive();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Awaitility.await("no process of a story is left").atMost(WITHIN).until(() -> before.containsAll(alive()));
    }

    private static Set<ProcessHandle> alive() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toSet());
    }
}
