package dev.mizzen.testkit.forge;

import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a {@code push} event as GitHub sends it for a push to a real repository. */
final class PushEvent {
    private static final int MAX_COMMITS = 20;
    private static final String EXAMPLE_REPOSITORY = "Codertocat/Hello-World";
    private static final String EXAMPLE_OWNER = "Codertocat";

    private final ObjectMapper json = JsonMapper.builder().build();
    private final JsonNode example;

    PushEvent(Schemas schemas) {
        this.example = schemas.resource("push-event.json");
    }

    /**
     * The body.
     *
     * @param cloneUrl where the repository is cloned from
     */
    ObjectNode of(Push push, BareRepository repository, String cloneUrl) throws IOException {
        String web = cloneUrl.replaceFirst("\\.git$", "");
        String owner = push.repository().replaceFirst("/.*", "");
        String text = json.writeValueAsString(example)
                .replace("https://github.com/" + EXAMPLE_REPOSITORY, web)
                .replace("git://github.com/", "git://127.0.0.1/")
                .replace("git@github.com:", "git@127.0.0.1:")
                .replace(EXAMPLE_REPOSITORY, push.repository())
                .replace(EXAMPLE_OWNER, owner);
        ObjectNode event = (ObjectNode) json.readTree(text);
        boolean created = isNothing(push.before());
        boolean deleted = isNothing(push.after());
        List<RevCommit> commits = deleted ? List.of() : commits(push, repository.jgit(), created);
        event.put("ref", push.ref()).put("before", push.before()).put("after", push.after());
        event.put("created", created).put("deleted", deleted);
        event.put("forced", !created && !deleted && isForced(push, repository.jgit()));
        event.put("compare", web + "/compare/" + abbreviated(push.before()) + "..." + abbreviated(push.after()));
        ((ObjectNode) event.required("repository"))
                .put("name", push.repository().replaceFirst(".*/", ""))
                .put("default_branch", "main")
                .put("clone_url", cloneUrl);
        ArrayNode told = event.putArray("commits");
        commits.reversed().forEach(commit -> told.add(commit(commit, web)));
        head(commits)
                .ifPresentOrElse(
                        head -> event.set("head_commit", commit(head, web)), () -> event.putNull("head_commit"));
        return event;
    }

    private static Optional<RevCommit> head(List<RevCommit> commits) {
        return commits.isEmpty() ? Optional.empty() : Optional.of(commits.getFirst());
    }

    private static String abbreviated(String id) {
        return id.substring(0, 12);
    }

    private static boolean isNothing(String id) {
        return id.matches("0+");
    }

    private static boolean isForced(Push push, Repository repository) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit before = walk.parseCommit(ObjectId.fromString(push.before()));
            return !walk.isMergedInto(before, walk.parseCommit(ObjectId.fromString(push.after())));
        }
    }

    /** What is new, newest first. */
    private static List<RevCommit> commits(Push push, Repository repository, boolean created) throws IOException {
        List<RevCommit> commits = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectId.fromString(push.after())));
            if (!created) {
                walk.markUninteresting(walk.parseCommit(ObjectId.fromString(push.before())));
            }
            for (RevCommit commit : walk) {
                commits.add(commit);
                if (commits.size() == MAX_COMMITS) {
                    break;
                }
            }
        }
        return commits;
    }

    private ObjectNode commit(RevCommit commit, String web) {
        ObjectNode node = json.createObjectNode();
        node.put("id", commit.name()).put("tree_id", commit.getTree().name()).put("distinct", true);
        node.put("message", commit.getFullMessage().stripTrailing());
        node.put(
                "timestamp",
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        commit.getCommitterIdent().getWhenAsInstant().atOffset(ZoneOffset.UTC)));
        node.put("url", web + "/commit/" + commit.name());
        node.set("author", person(commit.getAuthorIdent()));
        node.set("committer", person(commit.getCommitterIdent()));
        return node;
    }

    private ObjectNode person(PersonIdent person) {
        return json.createObjectNode().put("name", person.getName()).put("email", person.getEmailAddress());
    }
}
