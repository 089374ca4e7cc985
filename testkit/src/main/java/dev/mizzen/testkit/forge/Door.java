package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What stands before an API: outages and tokens. */
final class Door implements HttpHandler {
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Dialect dialect;
    private final Consumer<String> violations;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Outage outage = new Outage.None();
    private volatile @Nullable String token;

    Door(Dialect dialect, Consumer<String> violations) {
        this.dialect = dialect;
        this.violations = violations;
    }

    void fail(Outage newOutage) {
        outage = newOutage;
    }

    void requireToken(String newToken) {
        token = newToken;
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Answer answer = answer(exchange);
            byte[] body = json.writeValueAsBytes(answer.body());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Optional<Answer> failed = failed(exchange);
        if (failed.isPresent()) {
            return failed.get();
        }
        String named =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        try {
            Optional<Answer> answer = dialect.answer(Request.of(exchange));
            if (answer.isPresent()) {
                return answer.get();
            }
        } catch (JacksonException e) {
            violations.accept("the body of " + named + " is no JSON");
            return dialect.refusal(400, "Problems parsing JSON");
        }
        violations.accept("there is no " + named);
        return dialect.refusal(404, "Not Found");
    }

    private Optional<Answer> failed(HttpExchange exchange) {
        Optional<Answer> out = switch (outage) {
            case Outage.None none -> Optional.empty();
            case Outage.ServerError error -> Optional.of(dialect.refusal(error.status(), "Server Error"));
            case Outage.RateLimited limited -> {
                exchange.getResponseHeaders().set("x-ratelimit-remaining", "0");
                exchange.getResponseHeaders()
                        .set("x-ratelimit-reset", Long.toString(limited.reset().getEpochSecond()));
                yield Optional.of(dialect.refusal(403, "API rate limit exceeded for user ID 1."));
            }
            case Outage.SecondaryRateLimited limited -> Optional.of(later(exchange, limited.retryAfter()));
        };
        String required = token;
        boolean known = required == null
                || dialect.knows(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), required);
        return out.isEmpty() && !known ? Optional.of(dialect.refusal(401, "Bad credentials")) : out;
    }

    private Answer later(HttpExchange exchange, Duration pause) {
        exchange.getResponseHeaders().set("retry-after", Long.toString(pause.toSeconds()));
        return dialect.refusal(403, "You have exceeded a secondary rate limit.");
    }
}
