package dev.mizzen.daemon.web;

import dev.mizzen.daemon.promote.Freezes;
import dev.mizzen.daemon.store.StoredFreezes;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.EnvironmentName;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/freezes}: everybody may read which environments are frozen, who has a token may freeze ({@code POST}) and
 * unfreeze ({@code DELETE}) one.
 */
final class FreezeRoutes {
    static final String PATH = "/api/v1/freezes";

    private static final String FORM =
            "the body is {\"environment\": \"<name>\", \"until\": \"<time, as 2026-01-31T08:00:00Z>\"}"
                    + " with \"source\" and \"reason\" where they are wanted; to unfreeze without until and reason";
    private static final List<String> FIELDS = List.of("source", "environment", "until", "reason");

    private final Freezes freezes;
    private final TokenCheck tokens;

    FreezeRoutes(Freezes freezes, TokenCheck tokens) {
        this.freezes = freezes;
        this.tokens = tokens;
    }

    void add(Router router, ApprovalRoutes.Blocking blocking) {
        router.get(PATH).handler(context -> blocking.run(context, this::list));
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.DELETE)) {
            router.route(method, PATH)
                    .handler(BodyHandler.create(false).setBodyLimit(ApprovalRoutes.BODY_BYTES))
                    .handler(context -> blocking.run(context, c -> tokens.check(c, who -> change(c, who))));
        }
    }

    private void list(RoutingContext context) {
        ObjectNode root = JsonBody.JSON.createObjectNode();
        var all = root.putArray("freezes");
        freezes.all().forEach(row -> put(all.addObject(), row));
        WebServer.json(context, 200, root.toString());
    }

    private static ObjectNode put(ObjectNode node, StoredFreezes.Row row) {
        return node.put("source", row.source().value())
                .put("environment", row.environment().value())
                .put("since", row.since().toString())
                .put("until", row.until().toString())
                .put("by", row.who())
                .put("reason", row.reason());
    }

    private void change(RoutingContext context, String who) {
        Freezes.Answer answer;
        try {
            JsonNode body = body(context);
            Freezes.Place place = place(body);
            answer = context.request().method().equals(HttpMethod.DELETE)
                    ? freezes.unfreeze(place, who)
                    : freezes.freeze(
                            place,
                            Instant.parse(body.path("until").asString("")),
                            body.path("reason").asString(""),
                            who);
        } catch (DateTimeException e) {
            WebServer.text(context, 400, "\"until\" is missing or no time: " + FORM + "\n");
            return;
        } catch (IllegalArgumentException e) {
            WebServer.text(context, 400, e.getMessage() + "\n");
            return;
        }
        switch (answer) {
            case Freezes.Answer.Done done ->
                WebServer.json(
                        context,
                        200,
                        put(JsonBody.JSON.createObjectNode(), done.freeze()).toString());
            case Freezes.Answer.Unknown unknown -> WebServer.text(context, 404, unknown.why() + "\n");
            case Freezes.Answer.Refused refused -> WebServer.text(context, 409, refused.why() + "\n");
            case Freezes.Answer.NotStored not -> WebServer.text(context, 503, not.why() + "\n");
        }
    }

    private static JsonNode body(RoutingContext context) {
        JsonNode body = JsonBody.read(JsonBody.bytes(context), FORM);
        boolean known = body.isObject()
                && FIELDS.containsAll(body.propertyNames())
                && body.valueStream().allMatch(JsonNode::isString);
        if (!known) {
            throw new IllegalArgumentException("this is no JSON object of these texts alone: " + FORM);
        }
        return body;
    }

    private static Freezes.Place place(JsonNode body) {
        String environment = body.path("environment").asString("");
        if (!EnvironmentName.isEnvironmentName(environment)) {
            throw new IllegalArgumentException("\"environment\" is missing or no name of an environment: " + FORM);
        }
        Optional<SourceName> source = body.has("source")
                ? Optional.of(new SourceName(body.path("source").asString("")))
                : Optional.empty();
        return new Freezes.Place(source, new EnvironmentName(environment));
    }
}
