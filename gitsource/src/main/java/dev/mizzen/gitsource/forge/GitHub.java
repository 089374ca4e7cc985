package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Commit statuses and pull requests at GitHub, or at a GitHub Enterprise Server.
 *
 * @see <a href="https://docs.github.com/en/rest/commits/statuses">REST API endpoints for commit statuses</a>
 */
public final class GitHub implements Forge {
    /** Base of the API of github.com; an Enterprise Server's is {@code https://host/api/v3}. */
    public static final URI API = URI.create("https://api.github.com");

    private static final int MAX_DESCRIPTION = 140;
    private static final int PAGE_SIZE = 100;
    private static final int MAX_PAGES = 10;
    /** What every request to GitHub says. */
    static final Map<String, String> HEADERS =
            Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*/(?!\\.{1,2}$)[A-Za-z0-9._-]+");

    private final String repository;
    private final ForgeRequests requests;
    private final GitHubPullRequests pulls;
    private final URI web;

    /**
     * One repository.
     *
     * @param api as {@link #API}
     * @param repository owner and name, as {@code acme/shop}
     * @param access with the right to write commit statuses and, where they are asked for, pull requests
     * @throws IllegalArgumentException if {@code repository} is not owner and name
     */
    public GitHub(URI api, String repository, Access access, HttpClient http, Clock clock) {
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException("\"" + repository + "\" is no owner/name of a GitHub repository");
        }
        this.repository = repository;
        this.requests = new ForgeRequests(new ForgeRequests.Target(api, repository, HEADERS), access, http, clock);
        this.pulls = new GitHubPullRequests(repository, requests);
        this.web = URI.create(api.equals(API) ? "https://github.com" : api.getScheme() + "://" + api.getRawAuthority());
    }

    @Override
    public void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.put("state", status.state().name().toLowerCase(Locale.ROOT));
        body.put("context", status.context());
        body.put("description", cut(status.description()));
        status.target().ifPresent(target -> body.put("target_url", target.toString()));
        requests.post("/repos/" + repository + "/statuses/" + status.revision(), body);
    }

    @Override
    public List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected {
        Map<String, CommitStatus> newest = new LinkedHashMap<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode statuses = requests.get("/repos/" + repository + "/commits/" + revision + "/statuses?per_page="
                    + PAGE_SIZE + "&page=" + page);
            // The newest comes first, so the first of a context is the one in force.
            for (CommitStatus status : read(revision, statuses)) {
                newest.putIfAbsent(status.context(), status);
            }
            if (statuses.size() < PAGE_SIZE) {
                break;
            }
        }
        return List.copyOf(newest.values());
    }

    private static List<CommitStatus> read(Revision revision, JsonNode statuses) {
        List<CommitStatus> read = new ArrayList<>();
        for (JsonNode status : statuses) {
            CommitStatus.State.named(status.path("state").asString(""))
                    .ifPresent(state -> read.add(new CommitStatus(
                            revision,
                            status.path("context").asString(""),
                            state,
                            status.path("description").asString(""),
                            Line.uri(status.path("target_url").asString("")))));
        }
        return read;
    }

    /** At most 140 characters, the last one an ellipsis where something was cut; never half a character. */
    static String cut(String description) {
        return Line.of(description, MAX_DESCRIPTION);
    }

    @Override
    public Optional<PullRequests> pullRequests() {
        return Optional.of(pulls);
    }

    @Override
    public Optional<URI> page(Revision revision) {
        return Optional.of(web.resolve("/" + repository + "/commit/" + revision));
    }

    @Override
    public String toString() {
        return "GitHub " + repository;
    }
}
