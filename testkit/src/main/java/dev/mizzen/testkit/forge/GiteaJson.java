package dev.mizzen.testkit.forge;

import dev.mizzen.testkit.git.Push;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pull requests, reviews, comments, statuses and events as Gitea writes them. */
final class GiteaJson {
    /** What GitHub's words for verdicts are at Gitea; one that is dismissed keeps its word. */
    private static final Map<String, String> VERDICTS = Map.of(
            "APPROVED",
            "APPROVED",
            "CHANGES_REQUESTED",
            "REQUEST_CHANGES",
            "COMMENTED",
            "COMMENT",
            "DISMISSED",
            "REQUEST_CHANGES");

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Supplier<URI> web;

    GiteaJson(Supplier<URI> web) {
        this.web = web;
    }

    ObjectNode status(RecordedStatus status) {
        ObjectNode node = json.createObjectNode();
        node.put("id", status.id()).put("status", status.state()).put("context", status.context());
        node.put("description", status.description().orElse(""));
        node.put("target_url", status.targetUrl().orElse(""));
        node.put("created_at", status.createdAt().toString())
                .put("updated_at", status.createdAt().toString());
        return node.put("url", web.get() + "/api/v1/repos/" + status.repository() + "/statuses/" + status.sha());
    }

    ObjectNode pull(Pull pull) {
        ObjectNode node = json.createObjectNode();
        String at = pull.openedAt().toString();
        node.put("id", 1000L + pull.number()).put("number", pull.number()).put("url", page(pull));
        node.put("title", pull.title()).put("body", pull.body()).put("state", pull.isOpen() ? "open" : "closed");
        node.put("draft", false)
                .put("is_locked", false)
                .put("comments", pull.comments().size());
        node.put("html_url", page(pull)).put("mergeable", pull.isOpen());
        node.put("merged", pull.merged().isPresent())
                .put("merge_commit_sha", pull.merged().orElse(null));
        node.put("merged_at", pull.merged().map(commit -> at).orElse(null));
        node.put("created_at", at).put("updated_at", at).put("closed_at", pull.isOpen() ? null : at);
        node.set("user", user(pull.author()));
        node.set("head", branch(pull.head(), pull.tip(), pull.fork().orElse(pull.repository())));
        node.set("base", branch(pull.base(), pull.tip(), pull.repository()));
        return node;
    }

    private ObjectNode branch(String name, String commit, String repository) {
        ObjectNode node =
                json.createObjectNode().put("label", name).put("ref", name).put("sha", commit);
        node.put("repo_id", id(repository));
        node.set("repo", repository(repository, web.get() + "/" + repository + ".git"));
        return node;
    }

    private ObjectNode repository(String name, String cloneUrl) {
        ObjectNode node = json.createObjectNode();
        node.put("id", id(name)).put("name", name.replaceFirst(".*/", "")).put("full_name", name);
        node.put("html_url", cloneUrl.replaceFirst("\\.git$", "")).put("clone_url", cloneUrl);
        return node.put("ssh_url", "git@gitea.example.com:" + name + ".git").put("default_branch", "main");
    }

    ObjectNode review(Pull pull, Pull.Review review) {
        ObjectNode node = json.createObjectNode();
        node.put("id", review.id()).put("state", VERDICTS.get(review.state())).put("body", "");
        node.put("commit_id", review.commit()).put("stale", !review.commit().equals(pull.tip()));
        node.put("official", !review.association().equals("NONE"));
        node.put("dismissed", review.state().equals("DISMISSED"));
        node.put("submitted_at", review.at().toString()).put("html_url", page(pull));
        node.set("user", user(review.user()));
        return node;
    }

    /** What happened, as a commit that came and what was written. */
    List<JsonNode> timeline(Pull pull) {
        ObjectNode pushed =
                json.createObjectNode().put("id", 1).put("type", "pull_push").put("body", "{}");
        pushed.set("user", user(pull.author()));
        return Stream.<JsonNode>concat(
                        Stream.of(pushed),
                        pull.comments().stream()
                                .map(comment -> comment(pull, comment).put("type", "comment")))
                .toList();
    }

    ObjectNode comment(Pull pull, Pull.Comment comment) {
        ObjectNode node = json.createObjectNode();
        node.put("id", comment.id()).put("body", comment.text()).put("html_url", page(pull));
        node.put("created_at", pull.openedAt().toString())
                .put("updated_at", pull.openedAt().toString());
        node.put("pull_request_url", page(pull)).put("issue_url", "");
        node.set("user", user(comment.user()));
        return node;
    }

    ObjectNode user(String login) {
        ObjectNode node = json.createObjectNode();
        node.put("id", id(login)).put("login", login).put("full_name", "").put("email", login + "@example.com");
        return node.put("html_url", web.get() + "/" + login)
                .put("is_admin", false)
                .put("visibility", "public");
    }

    ObjectNode event(Push push, String cloneUrl) {
        ObjectNode node = json.createObjectNode().put("ref", push.ref());
        node.put("before", push.before()).put("after", push.after()).put("total_commits", 1);
        node.putArray("commits");
        node.set("repository", repository(push.repository(), cloneUrl));
        node.set("pusher", user("ada"));
        node.set("sender", user("ada"));
        return node;
    }

    ObjectNode event(String action, Pull pull) {
        ObjectNode node = json.createObjectNode();
        node.put("action", action.equals("synchronize") ? "synchronized" : action)
                .put("number", pull.number());
        node.set("pull_request", pull(pull));
        node.set("repository", repository(pull.repository(), web.get() + "/" + pull.repository() + ".git"));
        node.set("sender", user(pull.author()));
        return node;
    }

    /** The items of a list, written one by one. */
    <T> JsonNode list(Iterable<T> items, Function<T, JsonNode> writer) {
        ArrayNode list = json.createArrayNode();
        items.forEach(item -> list.add(writer.apply(item)));
        return list;
    }

    private String page(Pull pull) {
        return web.get() + "/" + pull.repository() + "/pull/" + pull.number();
    }

    private static long id(String name) {
        return name.hashCode() & Integer.MAX_VALUE;
    }
}
