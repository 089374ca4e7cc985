package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Commit statuses and merge requests at GitLab, of gitlab.com or one's own.
 *
 * @see <a href="https://docs.gitlab.com/api/commits/">Commits API</a>
 */
public final class GitLab implements Forge {
    private static final int MAX_DESCRIPTION = 255;
    private static final int PAGE_SIZE = 100;
    private static final int MAX_PAGES = 10;

    private final URI api;
    private final String project;
    private final String path;
    private final ForgeRequests requests;
    private final GitLabMergeRequests mergeRequests;

    /**
     * One project.
     *
     * @param api as {@code https://gitlab.com/api/v4}
     * @param project its path with all groups, as {@code acme/platform/shop}
     */
    public GitLab(URI api, String project, Access access, HttpClient http, Clock clock) {
        this.api = api;
        this.project = project;
        this.path = "/projects/" + Line.encoded(project);
        this.requests = new ForgeRequests(new ForgeRequests.Target(api, project, Map.of()), access, http, clock);
        this.mergeRequests = new GitLabMergeRequests(project, path, requests);
    }

    /** GitLab refuses to set again what is pending; it is there already. */
    @Override
    public void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.put("state", name(status.state()));
        body.put("name", status.context());
        body.put("description", Line.of(status.description(), MAX_DESCRIPTION));
        status.target().ifPresent(target -> body.put("target_url", target.toString()));
        try {
            requests.post(path + "/statuses/" + status.revision(), body);
        } catch (ForgeRejected e) {
            if (e.status() != 400 || !stands(status)) {
                throw e;
            }
        }
    }

    private boolean stands(CommitStatus status) throws ForgeUnavailable, ForgeRejected {
        return statuses(status.revision()).stream()
                .anyMatch(there -> there.context().equals(status.context()) && there.state() == status.state());
    }

    @Override
    public List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected {
        Map<String, CommitStatus> newest = new LinkedHashMap<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode statuses = requests.get(path + "/repository/commits/" + revision
                    + "/statuses?order_by=id&sort=desc&per_page=" + PAGE_SIZE + "&page=" + page);
            read(revision, statuses).forEach(status -> newest.putIfAbsent(status.context(), status));
            if (statuses.size() < PAGE_SIZE) {
                break;
            }
        }
        return List.copyOf(newest.values());
    }

    private static List<CommitStatus> read(Revision revision, JsonNode statuses) {
        List<CommitStatus> read = new ArrayList<>();
        for (JsonNode status : statuses) {
            state(status.path("status").asString(""))
                    .ifPresent(state -> read.add(new CommitStatus(
                            revision,
                            status.path("name").asString(""),
                            state,
                            status.path("description").asString(""),
                            Line.uri(status.path("target_url").asString("")))));
        }
        return read;
    }

    private static String name(CommitStatus.State state) {
        return switch (state) {
            case PENDING -> "pending";
            case SUCCESS -> "success";
            case FAILURE -> "failed";
            case ERROR -> "canceled";
        };
    }

    private static Optional<CommitStatus.State> state(String name) {
        return switch (name) {
            case "pending", "running" -> Optional.of(CommitStatus.State.PENDING);
            case "success" -> Optional.of(CommitStatus.State.SUCCESS);
            case "failed" -> Optional.of(CommitStatus.State.FAILURE);
            case "canceled" -> Optional.of(CommitStatus.State.ERROR);
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<PullRequests> pullRequests() {
        return Optional.of(mergeRequests);
    }

    @Override
    public Optional<URI> page(Revision revision) {
        return Line.uri(api.toString().replaceFirst("/api/v4/*$", "") + "/" + project + "/-/commit/" + revision);
    }

    @Override
    public String toString() {
        return "GitLab " + project;
    }
}
