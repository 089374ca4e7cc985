package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pull requests at Gitea or Forgejo.
 *
 * @see <a href="https://docs.gitea.com/api">API of Gitea</a>
 */
final class GiteaPullRequests implements PullRequests {
    private final String repository;
    private final String repo;
    private final ForgeRequests requests;
    private final Pages pages;
    private volatile @Nullable String self;

    /** @param repo path of the repository at the API */
    GiteaPullRequests(String repository, String repo, ForgeRequests requests) {
        this.repository = repository;
        this.repo = repo;
        this.requests = requests;
        this.pages = new Pages(requests, "limit", Gitea.PAGE_SIZE, false);
    }

    @Override
    public List<PullRequest> open(String base) throws ForgeUnavailable, ForgeRejected {
        return read("state=open&sort=oldest", base);
    }

    /**
     * There is no list by branch: these are all that are open, and of those that ended our own, the last {@link #MOST} that
     * something happened to.
     */
    @Override
    public List<PullRequest> from(String head, String base) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest> open = open(base);
        List<PullRequest> ended = read("state=closed&sort=recentupdate&poster=" + Line.encoded(self()), base);
        return Stream.concat(open.stream(), ended.stream())
                .filter(one -> !one.foreign() && one.head().equals(head))
                .sorted(Comparator.comparingLong((PullRequest one) -> Long.parseLong(one.number()))
                        .reversed())
                .toList();
    }

    /** Older servers do not know the parameters {@code base_branch} and {@code poster}, and answer all. */
    private List<PullRequest> read(String query, String base) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest> read = new ArrayList<>();
        for (JsonNode one : pages.all(repo + "/pulls?" + query + "&base_branch=" + Line.encoded(base))) {
            // One without a commit has lost its branch and cannot be looked at.
            if (one.path("base").path("ref").asString("").equals(base)
                    && Revision.isRevision(one.path("head").path("sha").asString(""))) {
                read.add(pull(one));
            }
        }
        return List.copyOf(read);
    }

    @Override
    public String ref(PullRequest request) {
        return "refs/pull/" + request.number() + "/head";
    }

    @Override
    public PullRequest open(PullRequest.Draft draft) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.put("head", draft.head()).put("base", draft.base());
        body.put("title", draft.title()).put("body", draft.body());
        return pull(requests.post(repo + "/pulls", body));
    }

    @Override
    public void edit(PullRequest request, String title, String body) throws ForgeUnavailable, ForgeRejected {
        requests.patch(
                repo + "/pulls/" + Line.encoded(request.number()),
                requests.object().put("title", title).put("body", body));
    }

    @Override
    public void close(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        requests.patch(
                repo + "/pulls/" + Line.encoded(request.number()),
                requests.object().put("state", "closed"));
    }

    /** Counts the latest verdict of each person, and only an official one on the newest commit: of who may write, or whom the branch's rule names. */
    @Override
    public int approvals(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        Set<Long> approving = new HashSet<>();
        for (JsonNode review : pages.all(repo + "/pulls/" + Line.encoded(request.number()) + "/reviews")) {
            long user = review.path("user").path("id").asLong(0);
            switch (review.path("state").asString("")) {
                case "APPROVED" -> {
                    boolean counts = user != 0
                            && review.path("official").asBoolean(false)
                            && !review.path("dismissed").asBoolean(false)
                            && request.tip()
                                    .id()
                                    .equals(review.path("commit_id").asString(""));
                    if (counts) {
                        approving.add(user);
                    }
                }
                case "REQUEST_CHANGES" -> approving.remove(user);
                default -> {} // A comment is no verdict and leaves the one before it in force.
            }
        }
        return approving.size();
    }

    /** The list of comments alone has no pages: this is what else happened, too, without that. */
    @Override
    public List<PullRequest.Comment> comments(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest.Comment> comments = new ArrayList<>();
        for (JsonNode event : pages.all(repo + "/issues/" + Line.encoded(request.number()) + "/timeline")) {
            if (event.path("type").asString("").equals("comment")) {
                comments.add(new PullRequest.Comment(
                        event.path("id").asString(""),
                        event.path("user").path("login").asString("").equals(self()),
                        event.path("body").asString("")));
            }
        }
        return List.copyOf(comments);
    }

    @Override
    public void comment(PullRequest request, String text) throws ForgeUnavailable, ForgeRejected {
        requests.post(
                repo + "/issues/" + Line.encoded(request.number()) + "/comments",
                requests.object().put("body", text));
    }

    @Override
    public void edit(PullRequest request, PullRequest.Comment comment, String text)
            throws ForgeUnavailable, ForgeRejected {
        requests.patch(
                repo + "/issues/comments/" + Line.encoded(comment.id()),
                requests.object().put("body", text));
    }

    private String self() throws ForgeUnavailable, ForgeRejected {
        String known = self;
        if (known == null) {
            known = requests.get("/user").path("login").asString("");
            self = known;
        }
        return known;
    }

    private PullRequest pull(JsonNode pull) throws ForgeUnavailable {
        try {
            boolean merged = pull.path("merged").asBoolean(false);
            JsonNode head = pull.path("head");
            return new PullRequest(
                    Long.toString(pull.path("number").asLong()),
                    branch(head),
                    // The fork may be deleted and its pull request still open.
                    head.path("repo_id").asLong(-1)
                            != pull.path("base").path("repo_id").asLong(0),
                    new Revision(head.path("sha").asString("")),
                    pull.path("base").path("ref").asString(""),
                    pull.path("title").asString(""),
                    pull.path("body").asString(""),
                    state(pull.path("state").asString(""), merged),
                    merged
                            ? Optional.of(pull.path("merge_commit_sha").asString(""))
                                    .filter(Revision::isRevision)
                                    .map(Revision::new)
                            : Optional.empty(),
                    URI.create(pull.path("html_url").asString("")));
        } catch (IllegalArgumentException e) {
            throw requests.unavailable("answers for " + repository + " what is no pull request", e);
        }
    }

    /** Where the branch is gone, {@code ref} names the request's own ref and only {@code label} the branch. */
    private static String branch(JsonNode head) {
        String ref = head.path("ref").asString("");
        String label = head.path("label").asString("");
        return ref.startsWith("refs/pull/") ? label.substring(label.indexOf(':') + 1) : ref;
    }

    private static PullRequest.State state(String state, boolean merged) {
        if (merged) {
            return PullRequest.State.MERGED;
        }
        return state.equals("open") ? PullRequest.State.OPEN : PullRequest.State.CLOSED;
    }
}
