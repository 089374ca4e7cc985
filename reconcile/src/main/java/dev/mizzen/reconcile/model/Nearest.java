package dev.mizzen.reconcile.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that someone probably meant. */
public final class Nearest {
    /** A word of this many letters or more may have two edits more for each such part. */
    private static final int LETTERS_PER_EDIT = 3;

    private Nearest() {}

    /**
     * The candidate with the fewest edits (letters put in, taken out, replaced, or two neighbours swapped) from
     * {@code word}, at most one for each three letters and at least one; the first in order where several are equally near.
     */
    public static Optional<String> to(String word, Collection<String> candidates) {
        int most = Math.max(1, word.length() / LETTERS_PER_EDIT);
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= most)
                .filter(candidate -> edits(word, candidate) <= most)
                .min(Comparator.<String>comparingInt(candidate -> edits(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Optimal string alignment distance. */
    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
