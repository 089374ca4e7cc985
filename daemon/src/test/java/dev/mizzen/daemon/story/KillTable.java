package dev.mizzen.daemon.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came of a run of kills, for people: a page of Markdown. */
final class KillTable {
    private final long seed;
    private final List<Outcome> outcomes;

    /**
     * What came of one play.
     *
     * @param kills where the daemon was killed: {@code after 1.2 s}, {@code before patch /api/…}
     * @param differences empty if it ended as without kills
     */
    record Outcome(String story, List<String> kills, List<String> differences) {
        boolean same() {
            return differences.isEmpty();
        }
    }

    private record Count(int kills, int plays, int same) {
        Count and(Count other) {
            return new Count(kills + other.kills, plays + other.plays, same + other.same);
        }
    }

    KillTable(long seed, List<Outcome> outcomes) {
        this.seed = seed;
        this.outcomes = outcomes;
    }

    /** One play in a line. */
    static String row(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%-24s %5d  %-9s  %s",
                outcome.story(),
                outcome.kills().size(),
                outcome.same() ? "the same" : "DIFFERENT",
                String.join("; ", outcome.kills()));
    }

    /** Replaces the file; also after each play, so that a run that is broken off leaves what it saw. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text());
    }

    String text() {
        int kills = outcomes.stream().mapToInt(o -> o.kills().size()).sum();
        long same = outcomes.stream().filter(Outcome::same).count();
        StringBuilder text = new StringBuilder("# Kills, seed " + seed + "\n" + kills + " kills in " + outcomes.size()
                + " plays; " + same + " plays ended as without kills, " + (outcomes.size() - same) + " otherwise.\n\n");
        counts(text, "story", Outcome::story);
        text.append("\n| killed | kills | in plays that ended the same | otherwise |\n|---|---|---|---|\n");
        points().forEach((point, count) -> text.append(
                "| %s | %d | %d | %d |%n".formatted(point, count.kills(), count.same(), count.kills() - count.same())));
        text.append("\n## Every play\n```\n");
        outcomes.forEach(outcome -> text.append(row(outcome)).append('\n'));
        return text.append("```\n").toString();
    }

    private void counts(StringBuilder text, String head, Function<Outcome, String> by) {
        text.append("| ")
                .append(head)
                .append(" | plays | kills | ended the same | otherwise |\n|---|---|---|---|---|\n");
        Map<String, Count> counts = outcomes.stream()
                .collect(Collectors.toMap(
                        by, o -> new Count(o.kills().size(), 1, o.same() ? 1 : 0), Count::and, TreeMap::new));
        counts.forEach((name, count) -> text.append("| %s | %d | %d | %d | %d |%n"
                .formatted(name, count.plays(), count.kills(), count.same(), count.plays() - count.same())));
    }

    private Map<String, Count> points() {
        Map<String, Count> points = new TreeMap<>();
        outcomes.forEach(outcome -> outcome.kills()
                .forEach(kill -> points.merge(point(kill), new Count(1, 0, outcome.same() ? 1 : 0), Count::and)));
        return points;
    }

    /** {@code before patch /api/v1/…} → {@code before patch}; {@code after 1.2 s} → {@code at a moment}. */
    private static String point(String kill) {
        String[] words = kill.split(" ", 3);
        boolean timed = words.length < 2 || Character.isDigit(words[1].charAt(0)) || words[1].equals("request");
        return timed ? "at a moment" : words[0] + " " + words[1];
    }
}
