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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Commit statuses and pull requests at Gitea or Forgejo.
 *
 * @see <a href="https://docs.gitea.com/api">API of Gitea</a>
 */
public final class Gitea implements Forge {
    private static final int MAX_DESCRIPTION = 255;
    /** A server answers fewer where it is set so; what came in full may have more behind it. */
    static final int PAGE_SIZE = 50;

    private static final int MAX_PAGES = 20;

    private final URI api;
    private final String repository;
    private final String path;
    private final ForgeRequests requests;
    private final GiteaPullRequests pulls;

    /**
     * One repository.
     *
     * @param api as {@code https://gitea.example.com/api/v1}
     * @param repository owner and name, as {@code acme/shop}
     */
    public Gitea(URI api, String repository, Access access, HttpClient http, Clock clock) {
        this.api = api;
        this.repository = repository;
        this.path = "/repos/" + Line.encoded(repository).replace("%2F", "/");
        this.requests = new ForgeRequests(new ForgeRequests.Target(api, repository, Map.of()), access, http, clock);
        this.pulls = new GiteaPullRequests(repository, path, requests);
    }

    @Override
    public void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected {
        ObjectNode body = requests.object();
        body.put("state", status.state().name().toLowerCase(Locale.ROOT));
        body.put("context", status.context());
        body.put("description", Line.of(status.description(), MAX_DESCRIPTION));
        status.target().ifPresent(target -> body.put("target_url", target.toString()));
        requests.post(path + "/statuses/" + status.revision(), body);
    }

    @Override
    public List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected {
        Map<String, CommitStatus> newest = new LinkedHashMap<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode statuses = requests.get(
                    path + "/statuses/" + revision + "?sort=highestindex&limit=" + PAGE_SIZE + "&page=" + page);
            read(revision, statuses).forEach(status -> newest.putIfAbsent(status.context(), status));
            if (statuses.isEmpty()) {
                break;
            }
        }
        return List.copyOf(newest.values());
    }

    private static List<CommitStatus> read(Revision revision, JsonNode statuses) {
        List<CommitStatus> read = new ArrayList<>();
        for (JsonNode status : statuses) {
            CommitStatus.State.named(status.path("status").asString(""))
                    .ifPresent(state -> read.add(new CommitStatus(
                            revision,
                            status.path("context").asString(""),
                            state,
                            status.path("description").asString(""),
                            Line.uri(status.path("target_url").asString("")))));
        }
        return read;
    }

    @Override
    public Optional<PullRequests> pullRequests() {
        return Optional.of(pulls);
    }

    @Override
    public Optional<URI> page(Revision revision) {
        return Line.uri(api.toString().replaceFirst("/api/v1/*$", "") + "/" + repository + "/commit/" + revision);
    }

    @Override
    public String toString() {
        return "Gitea " + repository;
    }
}
