package dev.mizzen.testkit.git;

import java.time.Duration;

/** What a server does wrong on purpose, until told otherwise. */
public sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** Every request is answered with this HTTP status. */
    record Status(int code) implements Fault {}

    /** The connection is cut after so many bytes of the answer's body. */
    record CutAfter(long bytes) implements Fault {}

    /** Every request is answered only after {@code time}. */
    record Delay(Duration time) implements Fault {}

    /** Every request is sent on to the same path below another base, as {@code http://127.0.0.1:1234}. */
    record RedirectTo(String base) implements Fault {}
}
