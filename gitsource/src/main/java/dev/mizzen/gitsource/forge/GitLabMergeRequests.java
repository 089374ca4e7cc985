package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merge requests at GitLab.
 *
 * @see <a href="https://docs.gitlab.com/api/merge_requests/">Merge requests API</a>
 */
final class GitLabMergeRequests implements PullRequests {
    private static final int PAGE_SIZE = 100;
    /** GitLab's own note of an approval, in every language of its pages. */
    private static final String APPROVED = "approved this merge request";

    private static final Pattern COMMAND = Pattern.compile("^(\\h*)/", Pattern.MULTILINE);
    /** Invisible, and no command begins with it. */
    private static final String JOINER = "\u2060";

    private static final Pattern TAMED = Pattern.compile("^(\\h*)" + JOINER + "/", Pattern.MULTILINE);

    private final String project;
    private final String all;
    private final ForgeRequests requests;
    private final Pages pages;
    private volatile @Nullable Long self;

    /** @param path of the project at the API */
    GitLabMergeRequests(String project, String path, ForgeRequests requests) {
        this.project = project;
        this.all = path + "/merge_requests";
        this.requests = requests;
        this.pages = new Pages(requests, "per_page", PAGE_SIZE, true);
    }

    @Override
    public List<PullRequest> open(String base) throws ForgeUnavailable, ForgeRejected {
        return read("?state=opened&order_by=created_at&sort=asc&target_branch=" + Line.encoded(base));
    }

    @Override
    public List<PullRequest> from(String head, String base) throws ForgeUnavailable, ForgeRejected {
        String query = "?state=all&order_by=created_at&sort=desc&source_branch=" + Line.encoded(head)
                + "&target_branch=" + Line.encoded(base);
        return read(query).stream().filter(one -> !one.foreign()).toList();
    }

    private List<PullRequest> read(String query) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest> read = new ArrayList<>();
        for (JsonNode one : pages.all(all + query)) {
            // One without a commit has nothing to look at, or not yet.
            if (Revision.isRevision(one.path("sha").asString(""))) {
                read.add(mergeRequest(one));
            }
        }
        return List.copyOf(read);
    }

    @Override
    public String ref(PullRequest request) {
        return "refs/merge-requests/" + request.number() + "/head";
    }

    @Override
    public PullRequest open(PullRequest.Draft draft) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.put("source_branch", draft.head()).put("target_branch", draft.base());
        body.put("title", draft.title()).put("description", tamed(draft.body()));
        return mergeRequest(requests.post(all, body));
    }

    @Override
    public void edit(PullRequest request, String title, String body) throws ForgeUnavailable, ForgeRejected {
        requests.put(at(request), requests.object().put("title", title).put("description", tamed(body)));
    }

    @Override
    public void close(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        requests.put(at(request), requests.object().put("state_event", "close"));
    }

    /**
     * Counts who approves now and said so after the newest commit was there; an approval outlives a push where the project
     * does not take it back. Who may approve, GitLab decides.
     */
    @Override
    public int approvals(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        Set<Long> approving = new HashSet<>();
        for (JsonNode one : requests.get(at(request) + "/approvals").path("approved_by")) {
            approving.add(one.path("user").path("id").asLong(0));
        }
        Optional<Instant> since = approving.isEmpty() ? Optional.empty() : arrived(request);
        if (since.isEmpty()) {
            return 0;
        }
        Map<Long, Instant> latest = new HashMap<>();
        for (JsonNode note : pages.all(at(request) + "/notes?sort=desc&order_by=created_at")) {
            if (note.path("system").asBoolean(false)
                    && note.path("body").asString("").equals(APPROVED)) {
                latest.putIfAbsent(note.path("author").path("id").asLong(0), instant(note));
            }
        }
        return Math.toIntExact(approving.stream()
                .filter(user -> latest.containsKey(user) && !latest.get(user).isBefore(since.get()))
                .count());
    }

    /** When GitLab took up the newest commit; empty while it has not. */
    private Optional<Instant> arrived(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        JsonNode newest = requests.get(at(request) + "/versions?per_page=1").path(0);
        return newest.path("head_commit_sha").asString("").equals(request.tip().id())
                ? Optional.of(instant(newest))
                : Optional.empty();
    }

    @Override
    public List<PullRequest.Comment> comments(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest.Comment> comments = new ArrayList<>();
        for (JsonNode note : pages.all(at(request) + "/notes?sort=asc&order_by=created_at")) {
            if (!note.path("system").asBoolean(false)) {
                comments.add(new PullRequest.Comment(
                        note.path("id").asString(""),
                        note.path("author").path("id").asLong(0) == self(),
                        plain(note.path("body").asString(""))));
            }
        }
        return List.copyOf(comments);
    }

    @Override
    public void comment(PullRequest request, String text) throws ForgeUnavailable, ForgeRejected {
        requests.post(at(request) + "/notes", requests.object().put("body", tamed(text)));
    }

    @Override
    public void edit(PullRequest request, PullRequest.Comment comment, String text)
            throws ForgeUnavailable, ForgeRejected {
        requests.put(
                at(request) + "/notes/" + Line.encoded(comment.id()),
                requests.object().put("body", tamed(text)));
    }

    private String at(PullRequest request) {
        return all + "/" + Line.encoded(request.number());
    }

    /** A line that begins with a slash is a command to GitLab, which it would do with our rights. */
    static String tamed(String text) {
        return COMMAND.matcher(text).replaceAll("$1" + JOINER + "/");
    }

    /** What {@link #tamed} was given. */
    static String plain(String text) {
        return TAMED.matcher(text).replaceAll("$1/");
    }

    private long self() throws ForgeUnavailable, ForgeRejected {
        Long known = self;
        if (known == null) {
            known = requests.get("/user").path("id").asLong(-1);
            self = known;
        }
        return known;
    }

    private Instant instant(JsonNode node) throws ForgeUnavailable {
        try {
            return OffsetDateTime.parse(node.path("created_at").asString("")).toInstant();
        } catch (DateTimeException e) {
            throw requests.unavailable("answers a time that is none", e);
        }
    }

    private PullRequest mergeRequest(JsonNode node) throws ForgeUnavailable {
        try {
            PullRequest.State state = state(node.path("state").asString(""));
            return new PullRequest(
                    Long.toString(node.path("iid").asLong()),
                    node.path("source_branch").asString(""),
                    // The fork may be deleted and its merge request still open.
                    node.path("source_project_id").asLong(-1)
                            != node.path("target_project_id").asLong(0),
                    new Revision(node.path("sha").asString("")),
                    node.path("target_branch").asString(""),
                    node.path("title").asString(""),
                    plain(node.path("description").asString("")),
                    state,
                    state == PullRequest.State.MERGED ? merged(node) : Optional.empty(),
                    URI.create(node.path("web_url").asString("")));
        } catch (IllegalArgumentException e) {
            throw requests.unavailable("answers for " + project + " what is no merge request", e);
        }
    }

    /** A fast-forward makes no commit: the squashed one, or the newest of the branch, is then the one that arrived. */
    private static Optional<Revision> merged(JsonNode node) {
        return Stream.of("merge_commit_sha", "squash_commit_sha", "sha")
                .map(field -> node.path(field).asString(""))
                .filter(Revision::isRevision)
                .map(Revision::new)
                .findFirst();
    }

    /** {@code locked} is one that is being merged. */
    private static PullRequest.State state(String state) {
        return switch (state) {
            case "opened", "locked" -> PullRequest.State.OPEN;
            case "merged" -> PullRequest.State.MERGED;
            case "closed" -> PullRequest.State.CLOSED;
            default -> throw new IllegalArgumentException("no state of a merge request: " + state);
        };
    }
}
