package dev.mizzen.testkit.forge;

import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pull requests, reviews, comments and their events as GitHub writes them, after its own example. */
final class PullJson {
    private static final String REPOSITORY = "Codertocat/Hello-World";
    private static final String OWNER = "Codertocat";
    private static final long EXAMPLE_USER = 21031067;

    /** As whom a GitHub App writes. */
    static final String APP_LOGIN = "mizzen[bot]";

    private final ObjectMapper json = JsonMapper.builder().build();
    private final String example;

    PullJson(Schemas schemas) {
        this.example = json.writeValueAsString(schemas.resource("pull-request-event.json"));
    }

    /** The body of an event. */
    ObjectNode event(String action, Pull pull, URI web) {
        ObjectNode event =
                (ObjectNode) json.readTree(example.replace("https://github.com/" + REPOSITORY, page(web, pull))
                        .replace(REPOSITORY, pull.repository())
                        .replace("\"ref\":\"master\"", "\"ref\":" + json.writeValueAsString(pull.base())));
        event.put("action", action).put("number", pull.number());
        event.set("pull_request", pull(pull, web));
        return event;
    }

    /** As it stands alone or in a list. */
    ObjectNode pull(Pull pull, URI web) {
        String text = json.writeValueAsString(json.readTree(example).required("pull_request"))
                .replace("https://github.com/" + REPOSITORY, page(web, pull))
                .replace("Hello-World/pulls/2", "Hello-World/pulls/" + pull.number())
                .replace("Hello-World/issues/2", "Hello-World/issues/" + pull.number())
                .replace("/pull/2", "/pull/" + pull.number())
                .replace(REPOSITORY, pull.repository());
        ObjectNode node = (ObjectNode) json.readTree(text);
        String at = pull.openedAt().toString();
        node.put("id", 1000L + pull.number()).put("number", pull.number());
        node.put("state", pull.isOpen() ? "open" : "closed")
                .put("title", pull.title())
                .put("body", pull.body());
        node.put("created_at", at).put("updated_at", at).put("closed_at", pull.isOpen() ? null : at);
        node.put("merged_at", pull.merged().isPresent() ? at : null);
        node.put("merge_commit_sha", pull.merged().orElse(null));
        node.putNull("auto_merge").putNull("active_lock_reason");
        node.put("merged", pull.merged().isPresent());
        node.set("user", user(pull.author()));
        branch(
                (ObjectNode) node.required("head"),
                pull,
                pull.head(),
                pull.tip(),
                pull.fork().orElse(pull.repository()));
        branch((ObjectNode) node.required("base"), pull, pull.base(), pull.tip(), pull.repository());
        return node;
    }

    private static void branch(ObjectNode node, Pull pull, String name, String commit, String repository) {
        String owner = repository.substring(0, repository.indexOf('/'));
        node.put("label", owner + ":" + name).put("ref", name).put("sha", commit);
        ObjectNode repo = (ObjectNode) node.required("repo");
        repo.put("full_name", repository).put("fork", !repository.equals(pull.repository()));
        repo.put("name", repository.substring(repository.indexOf('/') + 1));
        repo.put("has_discussions", false).put("visibility", "public").putArray("topics");
    }

    /** A user with the fields of GitHub's example. */
    ObjectNode user(String login) {
        JsonNode node = json.readTree(example).required("sender");
        ObjectNode user = (ObjectNode) json.readTree(json.writeValueAsString(node)
                .replace(OWNER, login)
                .replace(Long.toString(EXAMPLE_USER), Integer.toString(login.hashCode() & Integer.MAX_VALUE)));
        return user.put("type", login.equals(APP_LOGIN) ? "Bot" : "User");
    }

    /** The user whom a token belongs to, as others see it. */
    ObjectNode self(String login) {
        ObjectNode user = user(login);
        for (String unknown : List.of("name", "company", "blog", "location", "email", "hireable", "bio")) {
            user.putNull(unknown);
        }
        for (String count : List.of("public_repos", "public_gists", "followers", "following")) {
            user.put(count, 0);
        }
        return user.put("created_at", "2026-01-01T00:00:00Z").put("updated_at", "2026-01-01T00:00:00Z");
    }

    ObjectNode review(Pull pull, Pull.Review review, URI web) {
        String page = page(web, pull) + "/pull/" + pull.number();
        ObjectNode node = json.createObjectNode();
        node.put("id", review.id()).put("node_id", "PRR_" + review.id()).put("body", "");
        node.put("state", review.state()).put("commit_id", review.commit());
        node.put("html_url", page + "#pullrequestreview-" + review.id()).put("pull_request_url", page);
        node.put("submitted_at", pull.openedAt().toString());
        node.put("author_association", review.association());
        node.set("user", user(review.user()));
        ObjectNode links = node.putObject("_links");
        links.putObject("html").put("href", page);
        links.putObject("pull_request").put("href", page);
        return node;
    }

    ObjectNode comment(Pull pull, Pull.Comment comment, URI web) {
        String issue = "https://api.github.com/repos/" + pull.repository() + "/issues/" + pull.number();
        ObjectNode node = json.createObjectNode();
        node.put("id", comment.id()).put("node_id", "IC_" + comment.id()).put("body", comment.text());
        node.put("url", issue + "/comments/" + comment.id()).put("issue_url", issue);
        node.put("html_url", page(web, pull) + "/pull/" + pull.number() + "#issuecomment-" + comment.id());
        String at = pull.openedAt().toString();
        node.put("created_at", at).put("updated_at", at).put("author_association", "MEMBER");
        if (comment.user().equals(APP_LOGIN)) {
            app(node.putObject("performed_via_github_app"));
        } else {
            node.putNull("performed_via_github_app");
        }
        node.set("user", user(comment.user()));
        return node;
    }

    private void app(ObjectNode node) {
        node.put("id", 1)
                .put("slug", "mizzen")
                .put("node_id", "A_1")
                .put("name", "Mizzen")
                .putNull("description");
        node.put("external_url", "https://mizzen.example.com").put("html_url", "https://github.com/apps/mizzen");
        node.put("created_at", "2026-01-01T00:00:00Z").put("updated_at", "2026-01-01T00:00:00Z");
        node.putObject("permissions").put("metadata", "read");
        node.putArray("events");
        node.set("owner", user("acme"));
    }

    /** The items of a list, written one by one. */
    <T> JsonNode list(Iterable<T> items, BiFunction<PullJson, T, ObjectNode> writer) {
        var list = json.createArrayNode();
        items.forEach(item -> list.add(writer.apply(this, item)));
        return list;
    }

    private static String page(URI web, Pull pull) {
        return web + "/" + pull.repository();
    }
}
