package dev.mizzen.gitsource.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubHookTest {
    private static final Secret SECRET = Secret.of("It's a Secret to Everybody");

    private final Hook hook = new GitHubHook();

    private static byte[] example(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GitHubHookTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static String signature(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.bytes(), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private static Map<String, String> headers(String event, byte[] body) throws Exception {
        return new HashMap<>(Map.of(
                "x-github-event", event, "x-hub-signature-256", signature(body), "content-type", "application/json"));
    }

    private HookResult receive(String event, byte[] body) throws Exception {
        return hook.receive(headers(event, body), body, SECRET);
    }

    @Test
    void aSignedPushToABranchSaysWhatMovedWhere() throws Exception {
        HookResult result = receive("push", example("push-branch.json"));

        assertThat(result).isInstanceOfSatisfying(HookResult.Push.class, push -> {
            assertThat(push.ref()).isEqualTo("refs/heads/master");
            assertThat(push.after()).isEqualTo(new Revision("6113728f27ae82c7b1a177c8d03f9e96e0adf246"));
            assertThat(push.cloneUrls())
                    .contains(
                            "https://github.com/Codertocat/Hello-World.git",
                            "git@github.com:Codertocat/Hello-World.git");
        });
    }

    @Test
    void theSignatureIsTheOneThatGitHubDocuments() {
        // The example of "Testing the webhook payload validation" in GitHub's documentation.
        Map<String, String> headers = Map.of(
                "x-github-event", "ping",
                "x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

        assertThat(hook.receive(headers, "Hello, World!".getBytes(UTF_8), SECRET))
                .isEqualTo(new HookResult.Ping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping-repository.json", "ping-organization.json"})
    void aSignedPingIsAPing(String name) throws Exception {
        assertThat(receive("ping", example(name))).isEqualTo(new HookResult.Ping());
    }

    @Test
    void aBranchThatIsDeletedIsTold() throws Exception {
        byte[] deleted = new String(example("push-tag-deleted.json"), UTF_8)
                .replace("refs/tags/", "refs/heads/")
                .getBytes(UTF_8);
        assertThat(receive("push", deleted)).isInstanceOf(HookResult.Deleted.class);
    }

    @Test
    void aPullRequestSaysWhereItGoes() throws Exception {
        byte[] opened = "{\"action\": \"opened\", \"pull_request\": {\"base\": {\"ref\": \"main\"}}}".getBytes(UTF_8);

        assertThat(receive("pull_request", opened)).isEqualTo(new HookResult.PullRequest("main"));
        assertThat(receive("pull_request", "{}".getBytes(UTF_8))).isInstanceOf(HookResult.Refused.class);
    }

    @Test
    void tagsAndOtherEventsAreIgnored() throws Exception {
        assertThat(receive("push", example("push-tag.json")))
                .isEqualTo(new HookResult.Ignored("the push moves no branch"));
        assertThat(receive("push", example("push-tag-deleted.json")))
                .isEqualTo(new HookResult.Ignored("the push moves no branch"));
        assertThat(receive("issues", example("ping-repository.json")))
                .isEqualTo(new HookResult.Ignored("the event is neither push nor pull_request"));
    }

    @Test
    void aBodyThatWasChangedIsRefusedBeforeItIsRead() throws Exception {
        byte[] body = example("push-branch.json");
        Map<String, String> headers = headers("push", body);
        body[body.length - 3] ^= 1;

        assertThat(hook.receive(headers, body, SECRET)).isInstanceOf(HookResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256=zz", "sha1=757107ea", "757107ea"})
    void aMissingOrMalformedSignatureIsRefused(String signature) throws Exception {
        byte[] body = example("push-branch.json");
        Map<String, String> headers = headers("push", body);
        headers.put("x-hub-signature-256", signature);

        assertThat(hook.receive(headers, body, SECRET))
                .isEqualTo(new HookResult.Refused(
                        "X-Hub-Signature-256 is missing or does not fit the body and the secret"));
    }

    @Test
    void withoutASecretNothingIsTaken() throws Exception {
        byte[] body = example("push-branch.json");

        assertThat(hook.receive(headers("push", body), body, Secret.of("")))
                .isEqualTo(new HookResult.Refused("the source has no webhook secret"));
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        byte[] body = new byte[Hook.MAX_BODY_BYTES + 1];

        assertThat(receive("ping", body))
                .isEqualTo(new HookResult.Refused("the body is larger than the limit of 3 MiB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"ref\":\"refs/heads/main\",\"after\":\"abc\"}", "<xml/>"})
    void aSignedBodyThatIsNoPushIsNeverAPush(String body) throws Exception {
        assertThat(receive("push", body.getBytes(UTF_8))).isNotInstanceOf(HookResult.Push.class);
    }

    @Test
    void aSignedBodyThatIsNestedTooDeepIsRefused() throws Exception {
        assertThat(receive("push", "[".repeat(100_000).getBytes(UTF_8))).isInstanceOf(HookResult.Refused.class);
    }

    @Test
    void aFormIsRefusedWithWhatToSet() throws Exception {
        byte[] body = "payload=%7B%7D".getBytes(UTF_8);
        Map<String, String> headers = headers("push", body);
        headers.put("content-type", "application/x-www-form-urlencoded");

        assertThat(hook.receive(headers, body, SECRET))
                .isEqualTo(new HookResult.Refused("the webhook's content type must be application/json"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/Codertocat/Hello-World.git, master, true",
        "https://github.com/codertocat/hello-world, master, true",
        "git@github.com:Codertocat/Hello-World.git, master, true",
        "ssh://git@github.com:22/Codertocat/Hello-World.git, master, true",
        "https://github.com/Codertocat/Hello-World.git, main, false",
        "https://github.com/Codertocat/Hello-World2.git, master, false",
        "https://example.com/Codertocat/Hello-World.git, master, false",
        "https://github.com:8443/Codertocat/Hello-World.git, master, false",
    })
    void aPushConcernsTheBranchOfItsRepositoryHoweverTheUrlIsWritten(String url, String branch, boolean concerns)
            throws Exception {
        HookResult.Push push = (HookResult.Push) receive("push", example("push-branch.json"));

        assertThat(push.concerns(url, branch)).isEqualTo(concerns);
    }
}
