package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who has a token and approves over HTTP. */
final class Approver {
    /** The line of {@code mizzen.yaml} that makes it so. */
    static final String CONFIG = "tokens: [{ name: story, token: \"env:STORY_APPROVER\" }]\n";

    /** The daemon's environment, as far as that needs it. */
    static final Map<String, String> ENVIRONMENT = Map.of("STORY_APPROVER", "a-token-for-approvals");

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI approvals;
    private final Map<String, String> notes = new HashMap<>();

    Approver(URI server) {
        this.approvals = server.resolve("/api/v1/approvals");
    }

    /**
     * What is done.
     *
     * @param delivery whose hold is meant, {@code <environment>/<app>}; waited for
     * @param reason which of its holds, where there are several
     * @param note remembers the digest under this name, and approves nothing
     * @param noted approves the digest that was remembered under this name
     * @param refused the answer is no, and says this, in the form of an expectation
     */
    record Yes(
            @Nullable String delivery,
            @Nullable String reason,
            @Nullable String note,
            @Nullable String noted,
            @Nullable String refused) {}

    void act(Yes yes) {
        String digest = yes.noted() != null ? notes.getOrDefault(yes.noted(), "") : held(yes);
        if (yes.note() != null) {
            notes.put(yes.note(), digest);
            return;
        }
        HttpResponse<String> answer = send(HttpRequest.newBuilder(approvals)
                .header("authorization", "Bearer " + ENVIRONMENT.get("STORY_APPROVER"))
                .POST(BodyPublishers.ofString("{\"digest\": \"" + digest + "\"}")));
        if (yes.refused() == null) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
            assertThat(Subset.differences(
                            JSON.valueToTree(yes.refused()),
                            JSON.valueToTree(answer.body().strip())))
                    .isEmpty();
        }
    }

    private String held(Yes yes) {
        String id = World.SOURCE + "/" + yes.delivery();
        return Awaitility.await(id + " holds exactly one thing" + (yes.reason() == null ? "" : ": " + yes.reason()))
                .atMost(WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> waiting(id, yes.reason()), digests -> digests.size() == 1)
                .getFirst();
    }

    private List<String> waiting(String id, @Nullable String reason) {
        return JSON.readTree(send(HttpRequest.newBuilder(approvals)).body())
                .path("waiting")
                .valueStream()
                .filter(hold -> hold.path("deliveries")
                        .valueStream()
                        .anyMatch(d -> d.asString().equals(id)))
                .filter(hold -> reason == null || hold.path("reason").asString().equals(reason))
                .map(hold -> hold.path("digest").asString())
                .toList();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("the daemon does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
