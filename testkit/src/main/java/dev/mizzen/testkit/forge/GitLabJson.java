package dev.mizzen.testkit.forge;

import dev.mizzen.testkit.git.Push;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Merge requests, notes, statuses and events as GitLab writes them. */
final class GitLabJson {
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Supplier<URI> web;

    GitLabJson(Supplier<URI> web) {
        this.web = web;
    }

    /** GitHub's word for one of GitLab's states of a commit. */
    static String ours(String state) {
        return switch (state) {
            case "failed" -> "failure";
            case "canceled" -> "error";
            default -> state;
        };
    }

    static String state(Pull pull) {
        return pull.isOpen() ? "opened" : pull.state();
    }

    ObjectNode status(RecordedStatus status) {
        ObjectNode node = json.createObjectNode();
        node.put("id", status.id()).put("sha", status.sha()).put("ref", "main");
        node.put(
                "status",
                switch (status.state()) {
                    case "failure" -> "failed";
                    case "error" -> "canceled";
                    default -> status.state();
                });
        node.put("name", status.context())
                .put("description", status.description().orElse(null));
        node.put("target_url", status.targetUrl().orElse(null));
        node.put("created_at", status.createdAt().toString()).put("allow_failure", false);
        node.putNull("started_at").putNull("finished_at").putNull("coverage");
        return node;
    }

    ObjectNode mergeRequest(Pull pull) {
        ObjectNode node = json.createObjectNode();
        node.put("id", 1000L + pull.number()).put("iid", pull.number()).put("project_id", id(pull.repository()));
        node.put("title", pull.title()).put("description", pull.body()).put("state", state(pull));
        node.put("created_at", pull.openedAt().toString())
                .put("updated_at", pull.openedAt().toString());
        node.put("source_branch", pull.head()).put("target_branch", pull.base());
        node.put("source_project_id", id(pull.fork().orElse(pull.repository())));
        node.put("target_project_id", id(pull.repository()));
        node.put("sha", pull.tip()).put("merge_commit_sha", pull.merged().orElse(null));
        node.putNull("squash_commit_sha").put("squash", false).put("draft", false);
        node.put(
                "merged_at",
                pull.merged().map(commit -> pull.openedAt().toString()).orElse(null));
        node.put("user_notes_count", pull.comments().size()).put("detailed_merge_status", "mergeable");
        node.put("web_url", page(pull));
        node.set("author", basic(pull.author()));
        node.putArray("labels");
        return node;
    }

    /** Whoever approved and did not take it back; a push changes nothing, as where a project is not told to. */
    ObjectNode approvals(Pull pull) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        pull.reviews().stream()
                .filter(review -> !review.association().equals("NONE"))
                .filter(review -> !review.state().equals("COMMENTED"))
                .forEach(review -> verdicts.put(review.user(), review.state()));
        ObjectNode node = mergeState(pull);
        ArrayNode by = node.putArray("approved_by");
        verdicts.forEach((user, verdict) -> {
            if (verdict.equals("APPROVED")) {
                by.addObject().set("user", basic(user));
            }
        });
        return node.put("approved", !by.isEmpty())
                .put("user_has_approved", false)
                .put("user_can_approve", false);
    }

    private ObjectNode mergeState(Pull pull) {
        ObjectNode node = json.createObjectNode();
        node.put("id", 1000L + pull.number()).put("iid", pull.number()).put("project_id", id(pull.repository()));
        node.put("title", pull.title()).put("description", pull.body()).put("state", state(pull));
        return node.put("merge_status", "can_be_merged")
                .put("approvals_required", 0)
                .put("approvals_left", 0);
    }

    /** The newest one. */
    ObjectNode version(Pull pull) {
        ObjectNode node = json.createObjectNode();
        node.put("id", pull.movedAt().toEpochMilli()).put("head_commit_sha", pull.tip());
        node.put("created_at", pull.movedAt().toString()).put("merge_request_id", 1000L + pull.number());
        return node.put("state", "collected").put("real_size", "1");
    }

    ObjectNode note(Pull pull, Pull.Comment comment) {
        return note(pull, comment.id(), comment.user(), comment.text(), pull.openedAt())
                .put("system", false);
    }

    /** GitLab's own note of a verdict that is an approval, or takes one back. */
    Optional<ObjectNode> note(Pull pull, Pull.Review review) {
        String did = review.state().equals("APPROVED") ? "approved" : "unapproved";
        boolean noted = !review.association().equals("NONE") && !review.state().equals("COMMENTED");
        return noted
                ? Optional.of(note(pull, review.id(), review.user(), did + " this merge request", review.at())
                        .put("system", true))
                : Optional.empty();
    }

    private ObjectNode note(Pull pull, long id, String user, String text, Instant at) {
        ObjectNode node = json.createObjectNode();
        node.put("id", id).putNull("type").put("body", text);
        node.put("created_at", at.toString()).put("updated_at", at.toString());
        node.put("noteable_id", 1000L + pull.number()).put("noteable_iid", pull.number());
        node.put("noteable_type", "MergeRequest").put("resolvable", false).put("internal", false);
        node.set("author", basic(user));
        return node;
    }

    ObjectNode user(String login) {
        return basic(login).put("created_at", "2026-01-01T00:00:00.000Z").put("bot", true);
    }

    private ObjectNode basic(String login) {
        ObjectNode node = json.createObjectNode();
        node.put("id", id(login)).put("username", login).put("name", login).put("state", "active");
        return node.put("web_url", web.get() + "/" + login).putNull("avatar_url");
    }

    ObjectNode event(Push push, String cloneUrl) {
        ObjectNode node = json.createObjectNode().put("object_kind", "push").put("event_name", "push");
        node.put("before", push.before()).put("after", push.after()).put("ref", push.ref());
        node.put("checkout_sha", push.after().matches("0+") ? null : push.after());
        node.put("user_name", "Ada").put("user_username", "ada").put("project_id", id(push.repository()));
        node.set("project", project(push.repository(), cloneUrl));
        node.putArray("commits");
        return node.put("total_commits_count", 1);
    }

    ObjectNode event(String action, Pull pull) {
        ObjectNode node =
                json.createObjectNode().put("object_kind", "merge_request").put("event_type", "merge_request");
        node.putObject("user")
                .put("id", id(pull.author()))
                .put("name", pull.author())
                .put("username", pull.author());
        node.set("project", project(pull.repository(), web.get() + "/" + pull.repository() + ".git"));
        ObjectNode attributes = node.putObject("object_attributes");
        attributes.put("id", 1000L + pull.number()).put("iid", pull.number()).put("title", pull.title());
        attributes
                .put("source_branch", pull.head())
                .put("target_branch", pull.base())
                .put("state", state(pull));
        attributes.put(
                "action",
                switch (action) {
                    case "opened" -> "open";
                    case "synchronize" -> "update";
                    default -> pull.merged().isPresent() ? "merge" : "close";
                });
        return node;
    }

    private ObjectNode project(String name, String cloneUrl) {
        ObjectNode node = json.createObjectNode();
        node.put("id", id(name))
                .put("name", name)
                .put("path_with_namespace", name)
                .put("default_branch", "main");
        node.put("web_url", cloneUrl.replaceFirst("\\.git$", "")).put("git_http_url", cloneUrl);
        return node.put("git_ssh_url", "git@gitlab.example.com:" + name + ".git");
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
