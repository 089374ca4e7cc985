package dev.mizzen.testkit.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers of the API's form that no server gave. */
final class Refusals {
    private static final Map<Integer, String> REASONS = Map.of(
            400, "BadRequest",
            401, "Unauthorized",
            403, "Forbidden",
            404, "NotFound",
            409, "Conflict",
            410, "Expired",
            429, "TooManyRequests",
            500, "InternalError",
            503, "ServiceUnavailable",
            504, "Timeout");

    private Refusals() {}

    static String body(ProxiedRequest request, Fault.Answer refusal) {
        ObjectNode status = JsonMapper.shared().createObjectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.putObject("metadata");
        String reason = REASONS.getOrDefault(refusal.status(), "Unknown");
        status.put("message", request.path() + ": " + reason + " on purpose, to " + request.verb());
        status.put("reason", reason).put("code", refusal.status());
        return status.toString();
    }

    static HttpMessage head(Fault.Answer refusal, int length) {
        List<String> headers = new ArrayList<>(List.of("Content-Type: application/json", "Content-Length: " + length));
        refusal.retryAfter().ifPresent(time -> headers.add("Retry-After: " + time.toSeconds()));
        return new HttpMessage("HTTP/1.1 " + refusal.status() + " on purpose", headers);
    }
}
