package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses as the text of a commit's note: a line for each context, sorted, as {@code mizzen/prod/web success: healthy} or
 * {@code mizzen failure <https://mizzen.example.com>: 1 of 3 failed}. Lines of another form are others' and stay below.
 */
final class StatusNote {
    private static final int MAX_DESCRIPTION = 255;
    private static final int MAX_CONTEXT = 300;
    private static final Pattern LINE =
            Pattern.compile("(\\S+) (pending|success|failure|error)(?: <(\\S+)>)?(?:: (.*))?");

    private StatusNote() {}

    /** The text with these statuses in place of the earlier ones of the same contexts. */
    static String with(String text, List<CommitStatus> statuses) {
        Map<String, String> lines = new TreeMap<>();
        List<String> others = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher ours = LINE.matcher(line);
            if (ours.matches()) {
                lines.put(ours.group(1), line);
            } else {
                others.add(line);
            }
        });
        statuses.forEach(status -> lines.put(context(status), line(status)));
        List<String> all = new ArrayList<>(lines.values());
        all.addAll(others);
        return String.join("\n", all) + "\n";
    }

    /** Those that the text has. */
    static List<CommitStatus> read(Revision revision, String text) {
        List<CommitStatus> statuses = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher found = LINE.matcher(line);
            if (found.matches()) {
                CommitStatus.State.named(found.group(2))
                        .ifPresent(state -> statuses.add(new CommitStatus(
                                revision,
                                found.group(1),
                                state,
                                Optional.ofNullable(found.group(4)).orElse(""),
                                Optional.ofNullable(found.group(3)).flatMap(Line::uri))));
            }
        }
        return List.copyOf(statuses);
    }

    private static String line(CommitStatus status) {
        String description = plain(status.description(), MAX_DESCRIPTION);
        return context(status) + " " + status.state().name().toLowerCase(Locale.ROOT)
                + status.target().map(target -> " <" + target + ">").orElse("")
                + (description.isEmpty() ? "" : ": " + description);
    }

    private static String context(CommitStatus status) {
        return plain(status.context(), MAX_CONTEXT).replace(' ', '_');
    }

    /** A terminal shows it. */
    private static String plain(String text, int most) {
        return Line.of(text.replaceAll("\\p{Cntrl}", " "), most);
    }
}
