package dev.mizzen.daemon.story;

import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.forge.Pull;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pull requests of a story's repositories by the branch that they bring: what people do, and what must be true of them. */
final class Pullings {
    private static final String OF_PULL = "pull ";

    private final ObjectMapper json = JsonMapper.builder().build();
    private final ForgeFixture forge;
    private final GitSide git;

    Pullings(ForgeFixture forge, GitSide git) {
        this.forge = forge;
        this.git = git;
    }

    void open(String source, Story.Opening opening, Map<String, String> files) throws IOException {
        if (opening.fork() != null) {
            git.fork(opening.fork(), opening.head(), files);
            forge.openFromFork(
                    GitSide.repository(source), opening.fork(), opening.head(), GitSide.BRANCH, opening.title());
            return;
        }
        git.branch(source, opening.head(), files);
        forge.open(GitSide.repository(source), opening.head(), GitSide.BRANCH, opening.title());
    }

    /** Another commit on the branch of a pull request. */
    void push(String source, String head, Map<String, String> files) throws IOException {
        forge.moved(git.branch(source, head, files));
    }

    void approve(String source, String head, String by) {
        forge.approve(GitSide.repository(source), newest(source, head).number(), by);
    }

    void close(String source, String head) {
        forge.close(GitSide.repository(source), newest(source, head).number());
    }

    /** All files of the branch after the merge. */
    Map<String, String> merge(String source, String head, String by) throws IOException {
        forge.merge(GitSide.repository(source), newest(source, head).number(), by);
        return git.pulled(source);
    }

    /** The newest commit of the pull request that {@code of} names as {@code pull <branch>}. */
    Optional<String> tip(String source, String of) {
        return of.startsWith(OF_PULL)
                ? all(source, of.substring(OF_PULL.length())).stream()
                        .map(Pull::tip)
                        .reduce((older, newer) -> newer)
                        .or(() -> Optional.of(""))
                : Optional.empty();
    }

    /** What of the newest pull request from {@code head} is not as told. */
    List<String> missing(String source, String head, JsonNode fields) {
        List<Pull> all = all(source, head);
        if (all.isEmpty()) {
            return fields.isNull() ? List.of() : List.of("pull " + head + ": not there");
        }
        if (fields.isNull()) {
            return List.of("pull " + head + ": is there");
        }
        Pull pull = all.getLast();
        ObjectNode found = json.createObjectNode();
        found.put("state", pull.state()).put("title", pull.title()).put("body", pull.body());
        found.put("base", pull.base()).put("author", pull.author()).put("count", all.size());
        found.put("remarks", pull.comments().size());
        var comments = found.putArray("comments");
        pull.comments().forEach(comment -> comments.add(comment.text()));
        return Subset.differences(fields, found).stream()
                .map(difference -> "pull " + head + difference)
                .toList();
    }

    /** All that is written at the pull requests of a source. */
    String text(String source) {
        return forge.pulls(GitSide.repository(source)).toString();
    }

    private Pull newest(String source, String head) {
        List<Pull> all = all(source, head);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no pull request from " + head + ", there are " + text(source));
        }
        return all.getLast();
    }

    private List<Pull> all(String source, String head) {
        return forge.pulls(GitSide.repository(source)).stream()
                .filter(pull -> pull.head().equals(head))
                .toList();
    }
}
