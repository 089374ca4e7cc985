package dev.mizzen.testkit.cluster;

/** A namespace that only one test uses; it is there on every cluster of the test. */
public record FreshNamespace(String name) {
    @Override
    public String toString() {
        return name;
    }
}
