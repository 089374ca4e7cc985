package dev.mizzen.daemon.web;

import dev.mizzen.daemon.fleet.ClusterSeen;
import dev.mizzen.daemon.fleet.FleetSeen;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Clusters as a table of the status page. Pure. */
final class ClusterRows {
    private static final String END = "</body>";

    private ClusterRows() {}

    /** {@code page} with a row for each cluster at its end; the same page where there are none. */
    static String added(String page, FleetSeen fleet) {
        if (fleet.clusters().isEmpty() && fleet.refused().isEmpty()) {
            return page;
        }
        StringBuilder html = new StringBuilder("<h2>Clusters</h2><table><thead><tr><th>Cluster</th><th>State</th>"
                + "<th>Kubernetes</th><th>Deliveries</th><th>Labels</th><th>From</th></tr></thead><tbody>");
        fleet.clusters().forEach(cluster -> html.append(row(cluster)));
        fleet.refused().forEach(no -> html.append(row(no)));
        return page.replace(END, html.append("</tbody></table>").append(END));
    }

    private static String row(ClusterSeen cluster) {
        String labels = cluster.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(", "));
        return "<tr><td>" + StatusPage.escaped(cluster.name().value())
                + small(cluster.server().orElse(""))
                + "</td><td class=\"" + look(cluster.state()) + "\">"
                + cluster.state().word() + small(why(cluster))
                + "</td><td>" + StatusPage.escaped(cluster.version().orElse("–")) + "</td><td>" + cluster.deliveries()
                + "</td><td>" + StatusPage.escaped(labels) + "</td><td>"
                + StatusPage.escaped(cluster.origin().toString()) + "</td></tr>";
    }

    private static String why(ClusterSeen cluster) {
        return cluster.message().isEmpty()
                ? ""
                : cluster.message() + ", since " + cluster.since().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String row(FleetSeen.Refusal no) {
        return "<tr><td>–</td><td class=\"bad\">refused" + small(no.why()) + "</td><td>–</td><td>0</td><td></td><td>"
                + StatusPage.escaped(no.secret()) + "</td></tr>";
    }

    private static String small(String text) {
        return text.isEmpty() ? "" : "<small>" + StatusPage.escaped(text) + "</small>";
    }

    private static String look(ClusterSeen.State state) {
        return switch (state) {
            case READY -> "well";
            case OPENING -> "busy";
            case UNREACHABLE, REFUSED -> "bad";
        };
    }
}
