package dev.mizzen.testkit.forge;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request to a forge's API.
 *
 * @param path as it was sent
 */
record Request(String method, String path, Map<String, String> query, Headers headers, String body) {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Request of(HttpExchange exchange) throws IOException {
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new TreeMap<>();
        for (String one : text == null ? new String[0] : text.split("&")) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                query.put(
                        one.substring(0, equals), URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** A parameter of the query. */
    String parameter(String name, String standard) {
        return query.getOrDefault(name, standard);
    }

    /** The parameters that are not among these. */
    List<String> besides(Set<String> known) {
        return query.keySet().stream().filter(name -> !known.contains(name)).toList();
    }

    /** The page that is asked for. */
    <T> List<T> page(List<T> all, String sizeParameter, int standardSize, int mostItems) {
        int asked = Integer.parseInt(parameter(sizeParameter, Integer.toString(standardSize)));
        int size = Math.min(asked, mostItems);
        int page = Integer.parseInt(parameter("page", "1"));
        return all.stream().skip((long) size * (page - 1)).limit(size).toList();
    }
}
