package dev.mizzen.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pull requests as people see them in a browser: a list, and each with its text, its changes and buttons to approve and merge. */
final class PullPages implements HttpHandler {
    /** Who presses the buttons. */
    static final String VISITOR = "you";

    private static final Pattern LIST = Pattern.compile("/([^/]+/[^/]+)(?:/pulls)?/?");
    private static final Pattern PULL = Pattern.compile("/([^/]+/[^/]+)/pull/([0-9]{1,9})(/merge|/approve|/close)?");
    private static final String HEAD = """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            body{font:15px/1.45 system-ui,sans-serif;margin:2rem;max-width:60rem;color:#1d2733;background:#fff}
            pre{background:#f4f6f8;padding:.8rem;overflow:auto;white-space:pre-wrap}small{color:#5b6875}
            .add{color:#146c2e}.del{color:#b3261e}form{display:inline}button{font:inherit;padding:.3rem .9rem}
            @media (prefers-color-scheme:dark){body{background:#12171d;color:#e3e8ee}pre{background:#1c242d}
            a{color:#8ab4f8}small{color:#9aa7b4}.add{color:#6fd08c}.del{color:#ff8a80}}
            </style>
            """;

    private final Pulls pulls;
    private final Supplier<URI> web;

    PullPages(Pulls pulls, Supplier<URI> web) {
        this.pulls = pulls;
        this.web = web;
    }

    /** Whether the path is one of these pages and not of the API. */
    static boolean shows(String path) {
        return !path.startsWith("/repos/")
                && !path.startsWith("/api/")
                && (LIST.matcher(path).matches() || PULL.matcher(path).matches());
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher one = PULL.matcher(path);
            if (!one.matches()) {
                Matcher all = LIST.matcher(path);
                answer(exchange, 200, all.matches() ? list(all.group(1)) : "");
                return;
            }
            String repository = one.group(1);
            int number = Integer.parseInt(one.group(2));
            if (pulls.find(repository, number).isEmpty()) {
                answer(exchange, 404, head("Not found") + "<p>There is no such pull request.</p></body></html>");
            } else if (one.group(3) == null) {
                answer(exchange, 200, page(pulls.find(repository, number).orElseThrow()));
            } else {
                act(exchange, repository, number, one.group(3));
            }
        }
    }

    /** A button of these pages was pressed; another site's is none. */
    private void act(HttpExchange exchange, String repository, int number, String action) throws IOException {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (!exchange.getRequestMethod().equals("POST")
                || (origin != null && !origin.equals(web.get().toString()))) {
            answer(exchange, 403, head("No") + "<p>Only the buttons of this page do that.</p></body></html>");
            return;
        }
        try {
            switch (action) {
                case "/merge" -> pulls.merge(repository, number, VISITOR);
                case "/approve" -> pulls.review(repository, number, VISITOR, "APPROVED", "OWNER");
                default -> pulls.close(repository, number);
            }
        } catch (IOException refused) {
            answer(
                    exchange,
                    409,
                    head("It cannot be merged") + "<p>" + escaped("" + refused.getMessage()) + "</p></body></html>");
            return;
        }
        exchange.getResponseHeaders().set("Location", "/" + repository + "/pull/" + number);
        exchange.sendResponseHeaders(303, -1);
    }

    private String list(String repository) {
        StringBuilder html = new StringBuilder(head(repository))
                .append("<h1>")
                .append(escaped(repository))
                .append("</h1><h2>Pull requests</h2>");
        List<Pull> all = pulls.of(repository).reversed();
        if (all.isEmpty()) {
            html.append("<p>There is none yet.</p>");
        }
        html.append("<ul>");
        for (Pull pull : all) {
            html.append("<li><a href=\"/%s/pull/%d\">#%2$d %s</a> <small>%s, %s → %s</small></li>"
                    .formatted(
                            escaped(repository),
                            pull.number(),
                            escaped(pull.title()),
                            escaped(pull.state()),
                            escaped(pull.head()),
                            escaped(pull.base())));
        }
        return html.append("</ul></body></html>").toString();
    }

    private String page(Pull pull) throws IOException {
        String at = "/" + escaped(pull.repository());
        StringBuilder html = new StringBuilder(head(pull.title()))
                .append("<p><a href=\"%s/pulls\">%s</a></p>".formatted(at, escaped(pull.repository())))
                .append("<h1>%s <small>#%d</small></h1>".formatted(escaped(pull.title()), pull.number()))
                .append("<p>%s, by %s, %s → %s</p>"
                        .formatted(
                                escaped(pull.state()),
                                escaped(pull.author()),
                                escaped(pull.head()),
                                escaped(pull.base())));
        if (pull.isOpen()) {
            for (String action : List.of("approve", "merge", "close")) {
                html.append("<form method=\"post\" action=\"%s/pull/%d/%s\"><button>%s</button></form> "
                        .formatted(at, pull.number(), action, label(action)));
            }
        }
        html.append("<pre>").append(escaped(pull.body())).append("</pre>");
        pull.reviews()
                .forEach(review -> html.append("<p><small>")
                        .append(escaped(review.user() + ": " + review.state().replace('_', ' ')))
                        .append("</small></p>"));
        pull.comments()
                .forEach(comment -> html.append("<p><small>")
                        .append(escaped(comment.user()))
                        .append("</small></p><pre>")
                        .append(escaped(comment.text()))
                        .append("</pre>"));
        return html.append("<h2>Changes</h2><pre>")
                .append(coloured(pulls.changes(pull)))
                .append("</pre></body></html>")
                .toString();
    }

    private static String label(String action) {
        return action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
    }

    private static String coloured(String diff) {
        return diff.lines()
                .map(line -> switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                    case '+' -> "<span class=\"add\">" + escaped(line) + "</span>";
                    case '-' -> "<span class=\"del\">" + escaped(line) + "</span>";
                    default -> escaped(line);
                })
                .collect(Collectors.joining("\n"));
    }

    private static String head(String title) {
        return HEAD + "<title>" + escaped(title) + "</title></head><body>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static void answer(HttpExchange exchange, int status, String html) throws IOException {
        byte[] body = html.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
