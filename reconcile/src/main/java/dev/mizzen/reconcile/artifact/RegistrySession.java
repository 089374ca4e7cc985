package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Web;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests to one repository of a registry, with the token that its realm gives for it. The realm gets the login of its own host
 * and no other. For one thread.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">how a registry asks for a token</a>
 */
final class RegistrySession {
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");
    private static final long TOKEN_BYTES = 1024L * 1024;

    private final Web web;
    private final JsonMapper json;
    private final SourceName source;
    private final String host;
    private final String repository;
    private Optional<String> token = Optional.empty();

    RegistrySession(Web web, JsonMapper json, SourceName source, String host, String repository) {
        this.web = web;
        this.json = json;
        this.source = source;
        this.host = host;
        this.repository = repository;
    }

    /** A text with the header {@code Link} beside it. */
    record Page(String text, Optional<String> link) {}

    byte[] get(String path, String accept, long most) throws Rejected, Waiting {
        return ask(path, accept, most, (head, body) -> body.readAllBytes());
    }

    Page page(String path, long most) throws Rejected, Waiting {
        return ask(
                path,
                "application/json",
                most,
                (head, body) -> new Page(
                        new String(body.readAllBytes(), StandardCharsets.UTF_8),
                        Optional.ofNullable(head.headers().get("link"))));
    }

    private <T> T ask(String path, String accept, long most, Web.Reading<T> reading) throws Rejected, Waiting {
        URI uri = address(web.scheme(source, host) + "://" + host + "/v2/" + repository + "/" + path);
        Asked<T> first = once(uri, accept, most, reading);
        if (first.value().isPresent()) {
            return first.value().get();
        }
        String challenge = first.challenge();
        if (!challenge.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length()) || token.isPresent()) {
            throw Web.status(uri, 401);
        }
        token = Optional.of(token(uri, challenge));
        return once(uri, accept, most, reading).value().orElseThrow(() -> Web.status(uri, 401));
    }

    private record Asked<T>(Optional<T> value, String challenge) {}

    private <T> Asked<T> once(URI uri, String accept, long most, Web.Reading<T> reading) throws Rejected, Waiting {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", accept));
        token.ifPresent(value -> headers.put("Authorization", "Bearer " + value));
        return web.get(new Web.Ask(source, uri, headers, most), (head, body) -> {
            if (head.status() == 401) {
                return new Asked<>(Optional.empty(), head.headers().getOrDefault("www-authenticate", ""));
            }
            if (head.status() != 200) {
                throw Web.status(uri, head.status());
            }
            return new Asked<>(Optional.of(reading.of(head, body)), "");
        });
    }

    private String token(URI uri, String challenge) throws Rejected, Waiting {
        Map<String, String> said = new HashMap<>();
        Matcher parameters = PARAMETER.matcher(challenge);
        while (parameters.find()) {
            said.put(parameters.group(1), parameters.group(2));
        }
        String realm = said.getOrDefault("realm", "");
        String scope = said.getOrDefault("scope", "repository:" + repository + ":pull");
        URI asked = address(realm + (realm.contains("?") ? "&" : "?") + "service="
                + encoded(said.getOrDefault("service", "")) + "&scope=" + encoded(scope));
        byte[] answer = web.body(Web.Ask.of(source, asked, TOKEN_BYTES));
        try {
            JsonNode read = json.readTree(answer);
            String given = read.path("token").asString(read.path("access_token").asString(""));
            if (!given.isEmpty()) {
                return given;
            }
        } catch (JacksonException e) {
            // As one without a token; its text may be a secret.
        }
        throw new Waiting(new Obstacle.Broken(), Web.shown(asked) + " gives no token for " + Web.shown(uri));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static URI address(String text) throws Rejected {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new Rejected(Problem.of("a registry names what is no address"));
        }
    }
}
