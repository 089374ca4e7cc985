package dev.mizzen.daemon.web;

import dev.mizzen.daemon.approve.Approval;
import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.run.Deletions;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applications × environments as one plain page of HTML that needs no script. Pure. */
final class StatusPage {
    private static final String HEAD = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mizzen</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5">
            <style>
            body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#1d2733;background:#fff}
            table{border-collapse:collapse}th,td{text-align:left;padding:.45rem .9rem;border-bottom:1px solid #dfe4ea}
            a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}small{color:#5b6875;display:block}
            .well{color:#146c2e}.busy{color:#8a5a00}.bad{color:#b3261e;font-weight:600}
            @media (prefers-color-scheme:dark){body{background:#12171d;color:#e3e8ee}th,td{border-color:#2c3640}
            small{color:#9aa7b4}.well{color:#6fd08c}.busy{color:#f0c063}.bad{color:#ff8a80}}
            </style></head><body><h1>Mizzen</h1>
            """;

    private static final String TITLE = "<h1>Mizzen</h1>";

    private StatusPage() {}

    /** {@code page} with a line for each part of the daemon or around it that is not well. */
    static String withTroubles(String page, Map<String, String> details) {
        StringBuilder lines = new StringBuilder(TITLE);
        details.forEach((part, detail) -> {
            if (!detail.equals(Readiness.OK)) {
                lines.append("<p class=\"bad\">")
                        .append(escaped(part + ": " + detail))
                        .append("</p>");
            }
        });
        return page.replace(TITLE, lines);
    }

    static String of(List<DeliveryState> states, List<Approval> waiting) {
        SequencedSet<String> environments = new TreeSet<>();
        Map<String, Map<String, DeliveryState>> rows = new TreeMap<>();
        for (DeliveryState state : states) {
            environments.add(state.id().environment().value());
            rows.computeIfAbsent(state.id().source() + "/" + state.id().app(), key -> new TreeMap<>())
                    .put(state.id().environment().value(), state);
        }
        StringBuilder html = new StringBuilder(HEAD);
        if (states.isEmpty()) {
            return html.append("<p>Nothing is delivered yet.</p></body></html>").toString();
        }
        html.append("<table><thead><tr><th>Application</th>");
        environments.forEach(name -> html.append("<th>").append(escaped(name)).append("</th>"));
        html.append("</tr></thead><tbody>");
        rows.forEach((app, cells) -> {
            html.append("<tr><td>").append(escaped(app)).append("</td>");
            environments.forEach(name -> html.append(cell(cells.get(name))));
            html.append("</tr>");
        });
        html.append("</tbody></table>");
        waiting(html, waiting);
        return html.append("</body></html>").toString();
    }

    /** Text only: whoever approves does so with a token, by the command line. */
    private static void waiting(StringBuilder html, List<Approval> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        html.append(
                "<h2>Waits for an approval</h2><table><thead><tr><th>What</th><th>Since</th><th>If that is meant</th>"
                        + "</tr></thead><tbody>");
        for (Approval approval : waiting) {
            html.append("<tr><td>")
                    .append(escaped(about(approval.hold().deletions())))
                    .append("<small>")
                    .append(escaped(approval.hold().what()))
                    .append("</small></td><td>")
                    .append(approval.asked().truncatedTo(ChronoUnit.SECONDS))
                    .append("</td><td><code>mizzen approve ")
                    .append(approval.digest().abbreviated())
                    .append("</code></td></tr>");
        }
        html.append("</tbody></table>");
    }

    private static String about(Deletions deletions) {
        return switch (deletions) {
            case Deletions.OfObjects of -> of.delivery().toString();
            case Deletions.OfDeliveries of -> of.source().toString();
        };
    }

    private static String cell(@Nullable DeliveryState state) {
        if (state == null) {
            return "<td>–</td>";
        }
        String word = state.sync() == Sync.SYNCED
                ? DeliveryJson.word(state.health().state())
                : state.sync().word();
        String drift = state.present().isEmpty() ? "" : ", drifted";
        String message = state.message().isEmpty() ? state.health().message() : state.message();
        return "<td class=\"" + look(state) + "\"><a href=\"/api/v1/deliveries/" + state.id() + "\">" + word + drift
                + "</a><small>" + state.head().map(Revision::abbreviated).orElse("") + "</small>"
                + small(message) + small(details(state.health())) + "</td>";
    }

    private static String small(String text) {
        return text.isEmpty() ? "" : "<small>" + escaped(text) + "</small>";
    }

    private static String details(Health health) {
        return health.details().entrySet().stream()
                .map(detail -> detail.getKey() + "=" + detail.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String look(DeliveryState state) {
        return switch (state.sync()) {
            case SYNCED -> state.isWell() && state.present().isEmpty() ? "well" : ofHealth(state);
            case PROGRESSING, WAITING, AWAITING_PROMOTION, AWAITING_WINDOW -> "busy";
            case REJECTED, HELD, UNREACHABLE, FAILED -> "bad";
        };
    }

    private static String ofHealth(DeliveryState state) {
        return switch (state.health().state()) {
            case HEALTHY, SUSPENDED, PROGRESSING, UNKNOWN -> "busy";
            case DEGRADED, MISSING -> "bad";
        };
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
