package dev.mizzen.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValuesTest {
    private static final Position HERE = new Position("a.yaml", 1, 1);

    @Test
    void jsonComesBackAsItWent() {
        JsonNode node = JsonMapper.builder()
                .build()
                .readTree("{\"t\":\"x\",\"i\":1,\"l\":5000000000,\"b\":99999999999999999999,\"f\":true,"
                        + "\"n\":null,\"a\":[1,{\"z\":[],\"a\":{}}]}");
        assertThat(Values.toJson(Values.fromJson(node, HERE))).isEqualTo(node);
    }

    @Test
    void decimalsKeepEveryDigit() {
        JsonNode node = JsonMapper.builder().build().readTree("[0.5]");
        assertThat(Values.toJson(Values.fromJson(node, HERE)).toString()).isEqualTo("[0.5]");
        assertThat(Values.toJson(new Value.Decimal(HERE, new java.math.BigDecimal("0.12345678901234567890123")))
                        .toString())
                .isEqualTo("0.12345678901234567890123");
    }

    @Test
    void descriptionsNeverHoldTheContent() {
        assertThat(new Value.Text(HERE, "hunter2").describe()).isEqualTo("text");
        assertThat(new Value.Whole(HERE, java.math.BigInteger.TEN).describe()).isEqualTo("a whole number");
    }
}
