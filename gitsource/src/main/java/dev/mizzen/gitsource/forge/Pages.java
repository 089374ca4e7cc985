package dev.mizzen.gitsource.forge;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Lists that a forge gives page by page.
 *
 * @param parameter of a query that says how many items a page has
 * @param size what is asked for
 * @param filled whether only the last page has fewer; else the forge may give fewer on each
 */
record Pages(ForgeRequests requests, String parameter, int size, boolean filled) {
    /** The first items of the list at {@code path}, which may have a query; at most {@link PullRequests#MOST}. */
    List<JsonNode> all(String path) throws ForgeUnavailable, ForgeRejected {
        String asked = path + (path.contains("?") ? "&" : "?") + parameter + "=" + size + "&page=";
        List<JsonNode> all = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more && all.size() < PullRequests.MOST; page++) {
            ForgeRequests.Answer answer = requests.send("GET", asked + page, Optional.empty());
            answer.body().forEach(all::add);
            more = filled
                    ? answer.body().size() >= size
                    : !answer.body().isEmpty() && all.size() < count(answer.headers());
        }
        return List.copyOf(all.subList(0, Math.min(all.size(), PullRequests.MOST)));
    }

    /** How many there are on all pages, where the forge says so. */
    private static long count(HttpHeaders headers) {
        OptionalLong told = Answers.number(headers, "x-total-count");
        return told.orElse(Long.MAX_VALUE);
    }
}
