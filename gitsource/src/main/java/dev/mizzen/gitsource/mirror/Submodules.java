package dev.mizzen.gitsource.mirror;

/** What becomes of a snapshot that holds submodules. */
public enum Submodules {
    /** It is rejected, so that nothing is missing unnoticed. */
    REFUSE,
    /** It is read as if they were not there. */
    SKIP
}
