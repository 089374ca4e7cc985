package dev.mizzen.daemon.web;

import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Nearest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code POST /api/v1/rollbacks}: moves a pin back, for who has a token. */
final class RollbackRoute {
    static final String PATH = "/api/v1/rollbacks";

    private static final String FORM = "the body is {\"source\": …, \"environment\": …, \"app\": …} and, for another"
            + " revision than what was healthy last, \"revision\": \"<7 to 40 hexadecimal digits>\"";
    private static final Set<String> FIELDS = Set.of("source", "environment", "app", "revision");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{7,64}");

    private final RollbackDesk rollbacks;
    private final TokenCheck tokens;

    /** What is asked for. */
    private record Wanted(DeliveryId id, Optional<String> revision) {}

    RollbackRoute(RollbackDesk rollbacks, TokenCheck tokens) {
        this.rollbacks = rollbacks;
        this.tokens = tokens;
    }

    void add(Router router, ApprovalRoutes.Blocking blocking) {
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(ApprovalRoutes.BODY_BYTES))
                .handler(context -> blocking.run(context, c -> tokens.check(c, who -> rollBack(c, who))));
    }

    private void rollBack(RoutingContext context, String who) {
        Wanted wanted;
        try {
            wanted = wanted(JsonBody.bytes(context));
        } catch (IllegalArgumentException e) {
            WebServer.text(context, 400, e.getMessage() + "\n");
            return;
        }
        switch (rollbacks.rollBack(wanted.id(), wanted.revision(), who)) {
            case Asked.Done done -> WebServer.json(context, 200, json(wanted.id(), done));
            case Asked.Refused refused -> WebServer.text(context, 409, refused.why() + "\n");
            case Asked.Failed failed -> WebServer.text(context, 503, failed.why() + "; try again\n");
        }
    }

    private static String json(DeliveryId id, Asked.Done done) {
        return JsonBody.JSON
                .createObjectNode()
                .put("delivery", id.toString())
                .put("state", done.state().word())
                .put("message", done.line())
                .put("branch", done.branch().orElse(null))
                .put("pullRequest", done.page().map(URI::toString).orElse(null))
                .toString();
    }

    /** @throws IllegalArgumentException with what is wrong with it */
    private static Wanted wanted(byte[] body) {
        JsonNode root = JsonBody.object(body, FORM);
        for (String field : root.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("unknown field"
                        + Nearest.to(field, FIELDS)
                                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                                .orElse("")
                        + ": " + FORM);
            }
        }
        Optional<String> revision = root.has("revision") ? Optional.of(text(root, "revision")) : Optional.empty();
        if (revision.filter(digits -> !DIGITS.matcher(digits).matches()).isPresent()) {
            throw new IllegalArgumentException("\"revision\" is of another form: " + FORM);
        }
        return new Wanted(
                new DeliveryId(
                        new SourceName(text(root, "source")),
                        new EnvironmentName(text(root, "environment")),
                        new AppName(text(root, "app"))),
                revision);
    }

    private static String text(JsonNode root, String field) {
        if (!root.path(field).isString()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing or no text: " + FORM);
        }
        return root.path(field).asString();
    }
}
