package dev.mizzen.daemon.web;

import dev.mizzen.daemon.promote.Standing;
import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Promotions as a table of the status page. Pure. */
final class PromotionRows {
    private static final String END = "</body>";

    private PromotionRows() {}

    /** {@code page} with a row for each promotion at its end; the same page where there are none. */
    static String added(String page, List<Standing> promotions) {
        if (promotions.isEmpty()) {
            return page;
        }
        StringBuilder html = new StringBuilder("<h2>Promotions</h2><table><thead><tr><th>Application</th><th>From</th>"
                + "<th>To</th><th>State</th><th>Candidate</th><th>Pinned</th></tr></thead><tbody>");
        promotions.forEach(standing -> html.append(row(standing)));
        return page.replace(END, html.append("</tbody></table>").append(END));
    }

    private static String row(Standing standing) {
        return "<tr><td>"
                + StatusPage.escaped(
                        standing.target().source() + "/" + standing.target().app()) + "</td><td>"
                + StatusPage.escaped(standing.from().value()) + "</td><td>"
                + StatusPage.escaped(standing.target().environment().value()) + "</td><td class=\"" + look(standing)
                + "\">" + linked(standing) + "<small>" + StatusPage.escaped(standing.line()) + "</small></td><td>"
                + abbreviated(standing.candidate()) + "</td><td>" + abbreviated(standing.pinned()) + "</td></tr>";
    }

    private static String abbreviated(Optional<Revision> revision) {
        return revision.map(Revision::abbreviated).orElse("–");
    }

    /** A forge says where a pull request is; only a page of the web is linked. */
    private static String linked(Standing standing) {
        String word = standing.state().word();
        return standing.page()
                .filter(PromotionRows::isWeb)
                .map(page -> "<a href=\"" + StatusPage.escaped(page.toString()) + "\">" + word + "</a>")
                .orElse(word);
    }

    private static boolean isWeb(URI page) {
        return "https".equalsIgnoreCase(page.getScheme()) || "http".equalsIgnoreCase(page.getScheme());
    }

    private static String look(Standing standing) {
        return switch (standing.state()) {
            case UP_TO_DATE, PROMOTED, ROLLED_BACK -> "well";
            case NOT_DELIVERED, UNPROVED, SOAKING, BLOCKED, HELD, WAITING_FOR_GROUP, PROPOSED, DISMISSED -> "busy";
            case REJECTED, FAILED, ROLLBACK_PROPOSED, TROUBLE -> "bad";
        };
    }
}
