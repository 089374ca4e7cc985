package dev.mizzen.reconcile.run;

/**
 * Deletions that are held until somebody approves them.
 *
 * @param what one line for people: what would be deleted, and why it is not
 */
public record Hold(Reason reason, String what, Deletions deletions) {
    /** Why they are held. */
    public enum Reason {
        /** More than the guard lets go within a delivery that stays. */
        GUARD("guard"),
        /** The delivery renders to nothing any more. */
        EMPTY("empty"),
        /** Namespaces, CRDs, PersistentVolumes and PersistentVolumeClaims. */
        PROTECTED("protected"),
        /** Many deliveries of one source left Git at once. */
        LEFT_GIT("left-git");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** As metrics and the API write it. */
        public String word() {
            return word;
        }
    }

    /** What is held, and how to approve it. */
    public String message() {
        return what + "; if that is meant: mizzen approve " + deletions.digest().abbreviated();
    }
}
