package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pull requests at GitHub.
 *
 * @see <a href="https://docs.github.com/en/rest/pulls">REST API endpoints for pull requests</a>
 */
final class GitHubPullRequests implements PullRequests {
    private static final int PAGE_SIZE = 100;
    /** Who may write to the repository, or belongs to its owner: anyone else's review decides nothing. */
    private static final Set<String> REVIEWERS = Set.of("OWNER", "MEMBER", "COLLABORATOR");

    private final String repository;
    private final String repo;
    private final ForgeRequests requests;
    private final Pages pages;
    private volatile @Nullable String self;

    GitHubPullRequests(String repository, ForgeRequests requests) {
        this.repository = repository;
        this.repo = "/repos/" + repository;
        this.requests = requests;
        this.pages = new Pages(requests, "per_page", PAGE_SIZE, true);
    }

    @Override
    public List<PullRequest> open(String base) throws ForgeUnavailable, ForgeRejected {
        return pulls("/pulls?state=open&sort=created&direction=asc&base=" + Line.encoded(base));
    }

    @Override
    public List<PullRequest> from(String head, String base) throws ForgeUnavailable, ForgeRejected {
        String owner = repository.substring(0, repository.indexOf('/'));
        List<PullRequest> found = pulls("/pulls?state=all&sort=created&direction=desc&head="
                + Line.encoded(owner + ":" + head) + "&base=" + Line.encoded(base));
        // Another repository of the same owner is a fork too; GitHub does not read a head it takes for invalid.
        return found.stream()
                .filter(one -> !one.foreign() && one.head().equals(head))
                .toList();
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
        patch("/pulls/" + request.number(), change -> change.put("title", title).put("body", body));
    }

    @Override
    public void close(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        patch("/pulls/" + request.number(), change -> change.put("state", "closed"));
    }

    /** Counts the latest verdict of each person, and only one on the newest commit. */
    @Override
    public int approvals(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        Set<Long> approving = new HashSet<>();
        for (JsonNode review : pages.all(repo + "/pulls/" + request.number() + "/reviews")) {
            long user = review.path("user").path("id").asLong(0);
            boolean counts = user != 0
                    && REVIEWERS.contains(review.path("author_association").asString(""));
            switch (review.path("state").asString("")) {
                case "APPROVED" -> {
                    boolean newest =
                            request.tip().id().equals(review.path("commit_id").asString(""));
                    if (counts && newest) {
                        approving.add(user);
                    }
                }
                case "CHANGES_REQUESTED", "DISMISSED" -> approving.remove(user);
                default -> {} // A comment is no verdict and leaves the one before it in force.
            }
        }
        return approving.size();
    }

    @Override
    public List<PullRequest.Comment> comments(PullRequest request) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest.Comment> comments = new ArrayList<>();
        for (JsonNode comment : pages.all(repo + "/issues/" + request.number() + "/comments")) {
            comments.add(new PullRequest.Comment(
                    comment.path("id").asString(""),
                    isOurs(comment),
                    comment.path("body").asString("")));
        }
        return List.copyOf(comments);
    }

    @Override
    public void comment(PullRequest request, String text) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object().put("body", text);
        requests.post(repo + "/issues/" + request.number() + "/comments", body);
    }

    @Override
    public void edit(PullRequest request, PullRequest.Comment comment, String text)
            throws ForgeUnavailable, ForgeRejected {
        patch("/issues/comments/" + Line.encoded(comment.id()), change -> change.put("body", text));
    }

    private void patch(String path, Consumer<ObjectNode> change) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        change.accept(body);
        requests.patch(repo + path, body);
    }

    private List<PullRequest> pulls(String path) throws ForgeUnavailable, ForgeRejected {
        List<PullRequest> pulls = new ArrayList<>();
        for (JsonNode pull : pages.all(repo + path)) {
            pulls.add(pull(pull));
        }
        return List.copyOf(pulls);
    }

    /** An App's token has no user: what a bot wrote through an App is then taken for ours. */
    private boolean isOurs(JsonNode comment) throws ForgeUnavailable {
        String login = self();
        return login.isEmpty()
                ? comment.path("user").path("type").asString("").equals("Bot")
                        && comment.hasNonNull("performed_via_github_app")
                : comment.path("user").path("login").asString("").equals(login);
    }

    private String self() throws ForgeUnavailable {
        String known = self;
        if (known == null) {
            try {
                known = requests.get("/user").path("login").asString("");
            } catch (ForgeRejected isApp) {
                known = "";
            }
            self = known;
        }
        return known;
    }

    private PullRequest pull(JsonNode pull) throws ForgeUnavailable {
        try {
            boolean merged = pull.hasNonNull("merged_at");
            return new PullRequest(
                    Long.toString(pull.path("number").asLong()),
                    pull.path("head").path("ref").asString(""),
                    // The fork may be deleted and its pull request still open.
                    !pull.path("head")
                            .path("repo")
                            .path("full_name")
                            .asString("")
                            .equalsIgnoreCase(repository),
                    new Revision(pull.path("head").path("sha").asString("")),
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
            throw new ForgeUnavailable(
                    "GitHub answers for " + repository + " what is no pull request", Optional.empty(), e);
        }
    }

    private static PullRequest.State state(String state, boolean merged) {
        if (merged) {
            return PullRequest.State.MERGED;
        }
        return state.equals("open") ? PullRequest.State.OPEN : PullRequest.State.CLOSED;
    }
}
