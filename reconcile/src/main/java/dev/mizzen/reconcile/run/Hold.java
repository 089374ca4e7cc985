package dev.mizzen.reconcile.run;

/**
 * Deletions that are held until somebody approves them.
 *
 * @param message one line for people: what would be deleted, and how to approve it
 */
public record Hold(Reason reason, String message, Deletions deletions) {
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

    /** A hold whose message ends with how to approve it. */
    public static Hold of(Reason reason, String what, Deletions deletions) {
        return new Hold(
                reason,
                what + "; if that is meant: mizzen approve "
                        + deletions.digest().abbreviated(),
                deletions);
    }
}
