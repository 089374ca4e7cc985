package dev.mizzen.daemon.pulls;

import dev.mizzen.daemon.pulls.Comparison.Change;
import dev.mizzen.daemon.pulls.Comparison.Kind;
import dev.mizzen.gitsource.forge.CommitStatus;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a pull request is told: a comment, and a commit status for its newest commit.
 *
 * @param text Markdown of at most {@value #MOST} characters, the first line of which is {@link #marker}
 */
record Remark(String text, CommitStatus.State state, String description) {
    /** The most that GitHub takes. */
    static final int MOST = 65_536;

    /** The most items of one list. */
    static final int MOST_LISTED = 50;

    private static final int RESERVE = 300;
    private static final int MOST_LINE = 1_000;

    /** What was compared, for people. */
    record Subject(SourceName source, String branch, Revision base, Revision tip, boolean foreign) {}

    /** By which the comment of a source is found again. */
    static String marker(SourceName source) {
        return "<!-- mizzen:diff " + source + " -->";
    }

    /** @param masked a text without what was decrypted; never longer */
    static Remark of(Subject subject, Comparison found, UnaryOperator<String> masked) {
        Text text = new Text(MOST - RESERVE);
        String counts = counts(found);
        text.add(marker(subject.source()) + "\n### Mizzen: what merging this changes\n\n`"
                + subject.tip().abbreviated() + "` against " + code(subject.branch()) + " at `"
                + subject.base().abbreviated() + "`, source `" + subject.source() + "`: **" + counts + "**\n");
        if (subject.foreign()) {
            text.add("\nThis comes from a fork: encrypted files are not opened, and nothing is fetched from outside of"
                    + " the repository.\n");
        }
        problems(text, found.problems());
        listed(text, "Deleted", of(found, change -> change.kind() == Kind.DELETED), Remark::where);
        listed(
                text,
                "Not in a namespace",
                of(found, Change::isClusterScoped),
                change -> where(change) + " is " + word(change.kind()));
        listed(text, "Not compared", found.notes(), Remark::code);
        objects(text, found, new ObjectText(masked));
        return new Remark(masked.apply(text.toString()), state(found), masked.apply(description(found, counts)));
    }

    private static CommitStatus.State state(Comparison found) {
        return found.problems().isEmpty() ? CommitStatus.State.SUCCESS : CommitStatus.State.FAILURE;
    }

    private static String description(Comparison found, String counts) {
        if (!found.problems().isEmpty()) {
            int count = found.problems().size();
            return (count == 1 ? "" : count + " mistakes, the first: ")
                    + found.problems().getFirst();
        }
        List<Change> deleted = of(found, change -> change.kind() == Kind.DELETED);
        return deleted.isEmpty()
                ? counts
                : counts + ": "
                        + deleted.stream().map(change -> name(change.ref())).collect(Collectors.joining(", "));
    }

    private static String counts(Comparison found) {
        List<String> counts = new ArrayList<>();
        int mistakes = found.problems().size();
        if (mistakes > 0) {
            counts.add(mistakes == 1 ? "1 mistake" : mistakes + " mistakes");
        }
        for (Kind kind : Kind.values()) {
            if (found.count(kind) > 0) {
                counts.add(found.count(kind) + " " + word(kind));
            }
        }
        long wide = found.changes().stream().filter(Change::isClusterScoped).count();
        String tail = wide == 0 ? "" : " (" + wide + " not in a namespace)";
        return counts.isEmpty() ? "no object changes" : String.join(", ", counts) + tail;
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<Change> of(Comparison found, java.util.function.Predicate<Change> which) {
        return found.changes().stream().filter(which).toList();
    }

    private static void problems(Text text, List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        List<String> lines = problems.stream()
                .limit(MOST_LISTED)
                .map(Problem::toString)
                .map(Remark::line)
                .toList();
        text.add("\n#### Mistakes\nWhat a mistake concerns stays as it runs.\n" + fenced("", lines)
                + more(problems.size()));
    }

    private static <T> void listed(Text text, String title, Collection<T> items, Function<T, String> shown) {
        if (!items.isEmpty()) {
            text.add("\n#### " + title + "\n"
                    + items.stream()
                            .limit(MOST_LISTED)
                            .map(item -> "- " + shown.apply(item) + "\n")
                            .collect(Collectors.joining())
                    + more(items.size()));
        }
    }

    private static String more(int all) {
        return all > MOST_LISTED ? "\nand " + (all - MOST_LISTED) + " more\n" : "";
    }

    private static String where(Change change) {
        return code(name(change.ref())) + " in " + code(change.place().environment()) + " on "
                + code(change.place().cluster());
    }

    private static String name(ObjectRef ref) {
        return ref.kind() + "/" + (ref.namespace().isEmpty() ? "" : ref.namespace() + "/") + ref.name();
    }

    private static void objects(Text text, Comparison found, ObjectText differences) {
        Map<Place, List<Change>> places = found.changes().stream()
                .filter(change -> change.kind() != Kind.DELETED)
                .collect(Collectors.groupingBy(Change::place, LinkedHashMap::new, Collectors.toList()));
        int left = 0;
        for (Map.Entry<Place, List<Change>> place : places.entrySet()) {
            String title = "\n#### " + code(place.getKey().environment()) + " on "
                    + code(place.getKey().cluster()) + "\n";
            for (Change change : place.getValue()) {
                if (left == 0 && text.add(title + object(change, differences))) {
                    title = "";
                } else {
                    left++;
                }
            }
        }
        if (left > 0) {
            text.end("\n" + left + " more objects differ, which did not fit into this comment.\n");
        }
    }

    private static String object(Change change, ObjectText differences) {
        ObjectText.Lines lines = differences.of(change);
        String body = lines.instead().map(why -> why + "\n").orElseGet(() -> fenced("diff", lines.lines()));
        String cut = lines.left() == 0 ? "" : "\nand " + lines.left() + " lines more\n";
        return "<details><summary>" + html(name(change.ref())) + " is " + word(change.kind()) + " ("
                + html(change.delivery()) + ")</summary>\n\n" + body + cut + "\n</details>\n";
    }

    /** No line can end the block. */
    private static String fenced(String language, List<String> lines) {
        int longest = 2;
        for (String line : lines) {
            int run = 0;
            for (int i = 0; i < line.length(); i++) {
                run = line.charAt(i) == '`' ? run + 1 : 0;
                longest = Math.max(longest, run);
            }
        }
        String fence = "`".repeat(longest + 1);
        return fence + language + "\n" + String.join("\n", lines) + "\n" + fence + "\n";
    }

    /** Text of others, which means nothing to Markdown. */
    private static String code(String text) {
        return "`" + line(text).replace('`', '\'') + "`";
    }

    private static String html(String text) {
        return "<code>" + line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</code>";
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() <= MOST_LINE ? line : line.substring(0, MOST_LINE - 1) + "…";
    }

    /** What is written so far; whole pieces within a bound. */
    private static final class Text {
        private final StringBuilder written = new StringBuilder();
        private final int room;

        Text(int room) {
            this.room = room;
        }

        boolean add(String piece) {
            boolean fits = written.length() + piece.length() <= room;
            if (fits) {
                written.append(piece);
            }
            return fits;
        }

        /** Within the reserve. */
        void end(String piece) {
            written.append(piece);
        }

        @Override
        public String toString() {
            return written.toString();
        }
    }
}
