package dev.mizzen.daemon.story;

import dev.mizzen.testkit.proxy.Fault;
import dev.mizzen.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a server or the disk, until the next fault of the same. */
record Breakage(
        String of,
        Does does,
        @Nullable String by,
        @Nullable Integer status,
        @Nullable String verb,
        @Nullable String path,
        @Nullable Integer times) {
    /** How something fails. */
    enum Does {
        work,
        refuse,
        hang,
        slow,
        answer,
        cut,
        endWatches,
        full,
        lose
    }

    /** On the way to a server. */
    void at(FaultProxy proxy) {
        switch (does) {
            case work -> proxy.fail(new Fault.None());
            case refuse -> proxy.fail(new Fault.Refuse());
            case hang -> proxy.fail(new Fault.Hang());
            case slow -> proxy.fail(new Fault.Slow(time().orElseThrow()));
            case cut -> proxy.cut();
            case endWatches -> proxy.endWatches();
            case answer -> proxy.fail(answer());
            case full, lose -> throw new IllegalArgumentException(does + " is nothing that a server does");
        }
    }

    private Fault.Answer answer() {
        return new Fault.Answer(
                Objects.requireNonNull(status, "an answer has a status"),
                Optional.ofNullable(verb),
                Pattern.compile(path == null ? "" : path),
                time(),
                times == null ? Integer.MAX_VALUE : times);
    }

    private Optional<Duration> time() {
        return Optional.ofNullable(by).map(Story::duration);
    }
}
