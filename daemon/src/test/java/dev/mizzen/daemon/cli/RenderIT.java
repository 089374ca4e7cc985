package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenderIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void equalInputDigestsMeanEqualBytes() throws Exception {
        List<JsonNode> config = units("config");
        assertThat(config).hasSize(2);
        assertThat(config.get(0).path("inputs")).isEqualTo(config.get(1).path("inputs"));
        assertThat(config.get(0).path("output")).isEqualTo(config.get(1).path("output"));
        assertThat(config.get(0).path("objects")).isEqualTo(config.get(1).path("objects"));
    }

    @Test
    void otherInputsHaveOtherDigests() throws Exception {
        List<JsonNode> web = units("web");
        assertThat(web).hasSize(2);
        assertThat(web.get(0).path("inputs")).isNotEqualTo(web.get(1).path("inputs"));
        assertThat(web.get(0).path("output")).isNotEqualTo(web.get(1).path("output"));
    }

    @Test
    void twoRunsPrintTheSame() throws Exception {
        assertThat(units("web")).isEqualTo(units("web"));
    }

    private static List<JsonNode> units(String app) throws Exception {
        Path repository = Path.of(Objects.requireNonNull(RenderIT.class.getResource("/cli/repos/shop"))
                .toURI());
        Typed typed = Typed.of("render", repository.toString(), app, "-o", "json");
        assertThat(typed.exit()).as(typed.err()).isZero();
        return StreamSupport.stream(JSON.readTree(typed.out()).spliterator(), false)
                .toList();
    }
}
