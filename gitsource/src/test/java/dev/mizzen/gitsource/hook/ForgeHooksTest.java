package dev.mizzen.gitsource.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.Secret;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies have the fields that the vendors document for these events, and no others. */
class ForgeHooksTest {
    private static final Secret SECRET = Secret.of("s3cret");
    private static final String SHA = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";

    /** One forge's push of {@code main}, and how it proves itself. */
    record Vendor(String name, Hook hook, Map<String, String> event, Function<String, String> push, String proof) {
        Map<String, String> headers(String body, Secret secret) {
            Map<String, String> headers = new HashMap<>(event);
            headers.put("content-type", "application/json; charset=utf-8");
            String hmac = HexFormat.of().formatHex(VerifiedEvents.hmac(body.getBytes(UTF_8), secret));
            headers.put(
                    proof,
                    switch (proof) {
                        case "x-hub-signature" -> "sha256=" + hmac;
                        case "x-gitlab-token" -> secret.text();
                        case "authorization" -> basic("mizzen:" + secret.text());
                        default -> hmac;
                    });
            return headers;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }

    static List<Vendor> vendors() {
        Function<String, String> gitea = after -> """
                {"ref":"refs/heads/main","after":"%s","repository":{"full_name":"acme/shop",
                 "clone_url":"https://git.example.com/acme/shop.git","ssh_url":"git@git.example.com:acme/shop.git"}}""".formatted(after);
        return List.of(
                new Vendor(
                        "GitLab",
                        new GitLabHook(),
                        Map.of("x-gitlab-event", "Push Hook"),
                        after -> """
                        {"object_kind":"push","ref":"refs/heads/main","after":"%s","project":{
                         "git_http_url":"https://gitlab.example.com/top/acme/shop.git",
                         "git_ssh_url":"git@gitlab.example.com:top/acme/shop.git"}}""".formatted(after),
                        "x-gitlab-token"),
                new Vendor("Gitea", new GiteaHook(), Map.of("x-gitea-event", "push"), gitea, "x-gitea-signature"),
                new Vendor("Forgejo", new GiteaHook(), Map.of("x-forgejo-event", "push"), gitea, "x-forgejo-signature"),
                new Vendor(
                        "Bitbucket",
                        new BitbucketHook(),
                        Map.of("x-event-key", "repo:push"),
                        after -> """
                        {"repository":{"full_name":"acme/shop","links":{"html":{"href":"https://bitbucket.org/acme/shop"}}},
                         "push":{"changes":[{"old":{"type":"branch","name":"main"},"new":%s}]}}""".formatted(
                                        after.equals(Moves.NOTHING)
                                                ? "null"
                                                : "{\"type\":\"branch\",\"name\":\"main\",\"target\":{\"hash\":\""
                                                        + after + "\"}}"),
                        "x-hub-signature"),
                new Vendor(
                        "Data Center",
                        new BitbucketServerHook(),
                        Map.of("x-event-key", "repo:refs_changed"),
                        after -> """
                        {"eventKey":"repo:refs_changed","repository":{"slug":"shop","project":{"key":"ACME"}},
                         "changes":[{"ref":{"id":"refs/heads/main","displayId":"main","type":"BRANCH"},
                         "fromHash":"%s","toHash":"%s","type":"%s"}]}""".formatted(SHA, after, after.equals(Moves.NOTHING) ? "DELETE" : "UPDATE"),
                        "x-hub-signature"),
                new Vendor(
                        "Azure DevOps",
                        new AzureDevOpsHook(),
                        Map.of(),
                        after -> """
                        {"eventType":"git.push","resource":{"refUpdates":[{"name":"refs/heads/main","oldObjectId":"%s",
                         "newObjectId":"%s"}],"repository":{"name":"shop",
                         "remoteUrl":"https://dev.azure.com/org/acme/_git/shop"}}}""".formatted(SHA, after),
                        "authorization"));
    }

    private static HookResult receive(Vendor vendor, String body, Secret told) {
        return vendor.hook().receive(vendor.headers(body, told), body.getBytes(UTF_8), SECRET);
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void aPushThatIsProvedSaysWhatMovedWhere(Vendor vendor) {
        HookResult result = receive(vendor, vendor.push().apply(SHA), SECRET);

        assertThat(result).isInstanceOfSatisfying(HookResult.Push.class, push -> {
            assertThat(push.ref()).isEqualTo("refs/heads/main");
            assertThat(push.after().id()).isEqualTo(SHA);
            assertThat(push.concerns("https://elsewhere.example.com/scm/ACME/shop.git"))
                    .isTrue();
            assertThat(push.concerns("git@example.com:acme/shop.git")).isTrue();
            assertThat(push.concerns("https://git.example.com/acme/other.git")).isFalse();
            assertThat(push.concerns("https://git.example.com/other/shop.git")).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void aBranchThatIsDeletedIsTold(Vendor vendor) {
        assertThat(receive(vendor, vendor.push().apply(Moves.NOTHING), SECRET))
                .isEqualTo(new HookResult.Deleted("refs/heads/main"));
    }

    @Test
    void aPullRequestSaysWhereItGoes() {
        HookResult toMain = new HookResult.PullRequest("main");
        assertThat(pulled("Bitbucket", "pullrequest:created", """
                {"repository":{"full_name":"acme/shop","links":{"html":{"href":"https://bitbucket.org/acme/shop"}}},
                 "pullrequest":{"id":7,"state":"OPEN","destination":{"branch":{"name":"main"}}}}""")).isEqualTo(toMain);
        assertThat(pulled("Data Center", "pr:opened", """
                {"eventKey":"pr:opened","pullRequest":{"id":7,"toRef":{"id":"refs/heads/main","displayId":"main",
                 "repository":{"slug":"shop","project":{"key":"ACME"}}}}}""")).isEqualTo(toMain);
        assertThat(pulled("Azure DevOps", "", """
                {"eventType":"git.pullrequest.created","resource":{"pullRequestId":7,"targetRefName":"refs/heads/main",
                 "repository":{"name":"shop","remoteUrl":"https://dev.azure.com/org/acme/_git/shop"}}}""")).isEqualTo(toMain);
        assertThat(pulled("Bitbucket", "pullrequest:created", "{}")).isInstanceOf(HookResult.Refused.class);
    }

    private static HookResult pulled(String name, String event, String body) {
        Vendor vendor = vendors().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Map<String, String> headers = new HashMap<>(vendor.headers(body, SECRET));
        headers.put("x-event-key", event);
        return vendor.hook().receive(headers, body.getBytes(UTF_8), SECRET);
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void anotherSecretOrNoneIsRefusedBeforeTheBodyIsRead(Vendor vendor) {
        String garbage = "[".repeat(1000);
        Map<String, String> bare = new HashMap<>(vendor.headers(garbage, SECRET));
        bare.remove(vendor.proof());

        assertThat(receive(vendor, garbage, Secret.of("wr0ng")))
                .isInstanceOfSatisfying(
                        HookResult.Refused.class, r -> assertThat(r.reason()).doesNotContain("JSON"));
        assertThat(vendor.hook().receive(bare, garbage.getBytes(UTF_8), SECRET))
                .isInstanceOfSatisfying(
                        HookResult.Refused.class, r -> assertThat(r.reason()).contains("missing"));
        assertThat(vendor.hook().receive(vendor.headers("{}", SECRET), "{}".getBytes(UTF_8), Secret.of("")))
                .isEqualTo(new HookResult.Refused("the source has no webhook secret"));
        assertThat(receive(vendor, garbage, SECRET))
                .isEqualTo(new HookResult.Refused("the body is not the JSON of an event"));
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void otherEventsAndTooMuchAreNothing(Vendor vendor) {
        Map<String, String> headers = new HashMap<>(vendor.headers("{}", SECRET));
        vendor.event().keySet().forEach(name -> headers.put(name, "else"));

        assertThat(vendor.hook().receive(headers, "{}".getBytes(UTF_8), SECRET)).isInstanceOf(HookResult.Ignored.class);
        assertThat(vendor.hook().receive(headers, new byte[Hook.MAX_BODY_BYTES + 1], SECRET))
                .isInstanceOf(HookResult.Refused.class);
    }

    @Test
    void gitLabsSigningTokenCoversIdTimeAndBody() {
        String body = vendors().getFirst().push().apply(SHA);
        String key = Base64.getEncoder().encodeToString("k".repeat(32).getBytes(UTF_8));
        byte[] hmac = VerifiedEvents.hmac(("id.1700000000." + body).getBytes(UTF_8), Secret.of("k".repeat(32)));
        Map<String, String> headers = new HashMap<>(Map.of(
                "content-type", "application/json",
                "webhook-id", "id",
                "webhook-timestamp", "1700000000",
                "webhook-signature", "v1,AAAA v1," + Base64.getEncoder().encodeToString(hmac)));

        Secret secret = Secret.of("whsec_" + key);
        assertThat(new GitLabHook().receive(headers, body.getBytes(UTF_8), secret))
                .isInstanceOf(HookResult.Push.class);
        headers.put("webhook-timestamp", "1700000001");
        assertThat(new GitLabHook().receive(headers, body.getBytes(UTF_8), secret))
                .isInstanceOf(HookResult.Refused.class);
    }

    @Test
    void aGiteaBranchIsDeletedByAnEventOfItsOwn() {
        Vendor gitea = vendors().get(1);
        String body = "{\"ref\":\"main\",\"ref_type\":\"branch\"}";
        Map<String, String> headers = new HashMap<>(gitea.headers(body, SECRET));
        headers.put("x-gitea-event", "delete");

        assertThat(gitea.hook().receive(headers, body.getBytes(UTF_8), SECRET))
                .isEqualTo(new HookResult.Deleted("refs/heads/main"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret", "Basic !!", "Basic", ""})
    void azuresProofIsBasicAuthentication(String header) {
        assertThat(new AzureDevOpsHook()
                        .receive(
                                Map.of("authorization", header, "content-type", "application/json"),
                                "{}".getBytes(UTF_8),
                                SECRET))
                .isInstanceOf(HookResult.Refused.class);
    }

    @Test
    void severalRefsOfOnePushAreAllTold() {
        Vendor azure = vendors().getLast();
        String body = azure.push()
                .apply(SHA)
                .replace(
                        "\"refUpdates\":[",
                        "\"refUpdates\":[{\"name\":\"refs/tags/v1\",\"newObjectId\":\"" + SHA + "\"},");

        assertThat(receive(azure, body, SECRET))
                .isInstanceOfSatisfying(
                        HookResult.Several.class,
                        several -> assertThat(several.results())
                                .hasExactlyElementsOfTypes(HookResult.Ignored.class, HookResult.Push.class));
    }
}
