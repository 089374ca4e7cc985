package dev.mizzen.daemon.web;

import static dev.mizzen.daemon.report.Examples.FIRST;
import static dev.mizzen.daemon.report.Examples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionRowsTest {
    private static final String PAGE = "<html><body></body></html>";

    private static String added(String line, String pullRequest) {
        return PromotionRows.added(PAGE, List.of(PromotionRouteTest.proposed(line, pullRequest)));
    }

    @Test
    void aPageWithoutPromotionsStaysAsItIs() {
        assertThat(PromotionRows.added(PAGE, List.of())).isEqualTo(PAGE);
    }

    @Test
    void aProposalIsLinkedWithWhatItMoves() {
        assertThat(added("it waits", "https://forge/pulls/7?a=1&b=2"))
                .contains("<td>shop/api</td><td>staging</td><td>prod</td>")
                .contains("<a href=\"https://forge/pulls/7?a=1&amp;b=2\">proposed</a><small>it waits</small>")
                .contains("<td>" + SECOND.abbreviated() + "</td><td>" + FIRST.abbreviated() + "</td>")
                .endsWith("</table></body></html>");
    }

    @Test
    void whatOthersSayIsTextAndNoScript() {
        assertThat(added("<script>$1\\</body>", "javascript:alert(1)"))
                .contains("<small>&lt;script&gt;$1\\&lt;/body&gt;</small>")
                .doesNotContain("<script>", "javascript:");
    }
}
