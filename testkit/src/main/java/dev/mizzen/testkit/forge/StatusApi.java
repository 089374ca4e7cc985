package dev.mizzen.testkit.forge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** GitHub's two operations on commit statuses. */
final class StatusApi {
    private static final Pattern CREATE = Pattern.compile("/repos/([^/]+/[^/]+)/statuses/([^/]+)");
    private static final Pattern LIST = Pattern.compile("/repos/([^/]+/[^/]+)/commits/([^/]+)/statuses");
    private static final int MAX_DESCRIPTION = 140;
    private static final int PAGE_SIZE = 30;
    private static final int MAX_PAGE_SIZE = 100;

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Dialect.Subject subject;

    StatusApi(Dialect.Subject subject) {
        this.subject = subject;
    }

    /** The answer, where the request is one about statuses. */
    Optional<Answer> answer(Request request) {
        Matcher create = CREATE.matcher(request.path());
        if (request.method().equals("POST") && create.matches()) {
            return Optional.of(create(request.json(), create.group(1), create.group(2)));
        }
        Matcher list = LIST.matcher(request.path());
        if (request.method().equals("GET") && list.matches()) {
            return Optional.of(list(request, list.group(1), list.group(2)));
        }
        return Optional.empty();
    }

    private Answer create(JsonNode body, String repository, String sha) {
        List<String> wrong = new ArrayList<>(subject.schemas().violations("createStatusRequest", body));
        String description = body.path("description").asString("");
        if (description.codePointCount(0, description.length()) > MAX_DESCRIPTION) {
            wrong.add("createStatusRequest: description is too long (maximum is 140 characters)");
        }
        if (!sha.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            wrong.add("createStatusRequest: No commit found for SHA: " + sha);
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(subject.violations());
            return Answer.failure(422, "Validation Failed: " + wrong.getFirst());
        }
        RecordedStatus status = subject.statuses()
                .set(
                        repository,
                        sha,
                        body.path("state").asString(""),
                        body.path("context").asString("default"),
                        Optional.ofNullable(body.path("description").asString(null)),
                        Optional.ofNullable(body.path("target_url").asString(null)));
        return new Answer(201, subject.checked("createStatusResponse", StatusJson.of(json, status)));
    }

    private Answer list(Request request, String repository, String sha) {
        ArrayNode answer = json.createArrayNode();
        request.page(subject.statuses().of(repository, sha), "per_page", PAGE_SIZE, MAX_PAGE_SIZE)
                .forEach(status -> answer.add(StatusJson.of(json, status)));
        return new Answer(200, subject.checked("listStatusesResponse", answer));
    }
}
