package dev.mizzen.daemon.report;

/** Whether the clusters hold what Git says of a delivery. */
public enum Sync {
    /** They do. */
    SYNCED("synced"),
    /** A commit is on its way to them. */
    PROGRESSING("progressing"),
    /** A person must mend the input. */
    REJECTED("rejected"),
    /** Something is not there yet; it is tried again. */
    WAITING("waiting"),
    /** Deletions wait for an approval. */
    HELD("held"),
    /** Nothing was promoted to the environment so far. */
    AWAITING_PROMOTION("awaiting-promotion"),
    /** A new pin waits until it may come; the clusters hold the one before, or nothing yet. */
    AWAITING_WINDOW("awaiting-window"),
    /** A cluster does not answer; it is tried again. */
    UNREACHABLE("unreachable"),
    /** A bug of ours; it is tried again. */
    FAILED("failed");

    private final String word;

    Sync(String word) {
        this.word = word;
    }

    /** As metrics, the page and the API write it. */
    public String word() {
        return word;
    }
}
