package dev.mizzen.daemon.web;

import dev.mizzen.daemon.approve.Approvers;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Who sent a request, by its bearer token; everybody else is answered here, and those who guess not for long. */
final class TokenCheck {
    private static final int FAILURES = 5;
    private static final Duration FAILURE_INTERVAL = Duration.ofSeconds(10);
    private static final String BEARER = "Bearer ";

    private final Approvers approvers;
    private final Runnable refused;
    private final RateLimit failures;

    /** @param refused told of each request that was */
    TokenCheck(Approvers approvers, Runnable refused, Clock clock) {
        this.approvers = approvers;
        this.refused = refused;
        this.failures = new RateLimit(FAILURES, FAILURE_INTERVAL, clock);
    }

    /** Hands on the name of who sent it, or answers why not. */
    void check(RoutingContext context, Consumer<String> known) {
        String from = context.request().remoteAddress().hostAddress();
        if (failures.isExhausted(from)) {
            context.response().putHeader("retry-after", String.valueOf(FAILURE_INTERVAL.toSeconds()));
            refuse(
                    context,
                    429,
                    "too many wrong tokens from " + from + "; try again in " + FAILURE_INTERVAL.toSeconds() + " s");
            return;
        }
        switch (approvers.who(bearer(context))) {
            case Approvers.Who.Known who -> known.accept(who.name());
            case Approvers.Who.Impossible impossible -> refuse(context, 403, impossible.why());
            case Approvers.Who.Nobody nobody -> {
                failures.allows(from);
                context.response().putHeader("www-authenticate", "Bearer");
                refuse(
                        context,
                        401,
                        "this needs a token that mizzen.yaml names, as the header \"Authorization: Bearer <token>\"");
            }
        }
    }

    private void refuse(RoutingContext context, int status, String why) {
        refused.run();
        WebServer.text(context, status, why + "\n");
    }

    private static String bearer(RoutingContext context) {
        String header = context.request().getHeader("authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
    }
}
