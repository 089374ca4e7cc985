package dev.mizzen.daemon.web;

import dev.mizzen.daemon.approve.Answer;
import dev.mizzen.daemon.approve.Approval;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code /api/v1/approvals}: everybody may read what waits, who has a token may approve it. What a request says is looked
 * at only once it is known who sent it.
 */
final class ApprovalRoutes {
    static final String PATH = "/api/v1/approvals";
    /** Most bytes of the body. */
    static final int BODY_BYTES = 4 * 1024;

    private static final int MOST_ENDED = 100;
    private static final int MOST_NAMED = 10;

    private final ApprovalDesk desk;
    private final ApprovalJson json;
    private final TokenCheck tokens;

    ApprovalRoutes(ApprovalDesk desk, TokenCheck tokens) {
        this.desk = desk;
        this.json = new ApprovalJson(desk.retiring());
        this.tokens = tokens;
    }

    /** How a handler is run where it may wait. */
    interface Blocking {
        void run(RoutingContext context, Consumer<RoutingContext> handler);
    }

    void add(Router router, Blocking blocking) {
        router.get(PATH).handler(context -> blocking.run(context, this::list));
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES))
                .handler(context -> blocking.run(context, c -> tokens.check(c, who -> approve(c, who))));
    }

    private void list(RoutingContext context) {
        WebServer.json(
                context,
                200,
                json.list(
                        desk.book().waiting(), desk.book().given(), desk.book().ended(MOST_ENDED)));
    }

    private void approve(RoutingContext context, String who) {
        String digest;
        try {
            digest = ApprovalRequest.digest(JsonBody.bytes(context));
        } catch (IllegalArgumentException e) {
            rejected(context, 400, String.valueOf(e.getMessage()));
            return;
        }
        switch (desk.book().approve(digest, who)) {
            case Answer.Approved approved -> {
                desk.told().accept("approved");
                WebServer.json(context, 200, json.one(approved.approval()));
            }
            case Answer.Unknown unknown ->
                rejected(
                        context,
                        404,
                        "nothing that waits for an approval is " + digest + "; "
                                + (unknown.waiting().isEmpty() ? "nothing waits now" : waiting(unknown.waiting())));
            case Answer.Ambiguous ambiguous ->
                rejected(
                        context,
                        409,
                        digest + " is the beginning of more than one digest; give more digits: "
                                + digests(
                                        ambiguous.candidates(),
                                        approval -> approval.digest().hex()));
            case Answer.NotStored not -> rejected(context, 503, not.why() + ": nothing was approved; try again");
        }
    }

    private static String waiting(List<Approval> waiting) {
        return "what waits now: "
                + digests(
                        waiting,
                        approval -> approval.digest().abbreviated() + " ("
                                + approval.hold().what() + ")");
    }

    private static String digests(List<Approval> approvals, Function<Approval, String> word) {
        String first = approvals.stream().limit(MOST_NAMED).map(word).collect(Collectors.joining(", "));
        return approvals.size() > MOST_NAMED ? first + " and " + (approvals.size() - MOST_NAMED) + " more" : first;
    }

    private void rejected(RoutingContext context, int status, String why) {
        desk.told().accept("rejected");
        WebServer.text(context, status, why + "\n");
    }
}
