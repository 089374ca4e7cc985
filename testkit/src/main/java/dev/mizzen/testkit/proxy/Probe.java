package dev.mizzen.testkit.proxy;

/** Called on the thread that passes a request on, so that it goes no further before the call returns. Thread-safe. */
public interface Probe {
    Probe NONE = new Probe() {};

    /** The request was read and has not reached the server; if the answer is false it never will, and is cut. */
    default boolean before(ProxiedRequest request) {
        return true;
    }

    /** The server answered and the client has not heard it; if the answer is false it never will, and is cut. */
    default boolean after(ProxiedRequest request) {
        return true;
    }
}
