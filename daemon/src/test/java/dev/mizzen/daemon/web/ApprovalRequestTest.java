package dev.mizzen.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalRequestTest {
    @Test
    void theDigestIsTaken() {
        assertThat(ApprovalRequest.digest(bytes(" { \"digest\": \"0123456789abcdef\" } ")))
                .isEqualTo("0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "null!",
            value = {
                "~~                                                   | this is no",
                "{                                                    | this is not JSON",
                "[]                                                   | this is no JSON object",
                "null                                                 | this is no JSON object",
                "\"0123456789\"                                       | this is no JSON object",
                "{}                                                   | \"digest\" is missing or of another form",
                "{\"digest\": 1234567890}                             | \"digest\" is missing or of another form",
                "{\"digest\": \"012345678\"}                          | \"digest\" is missing or of another form",
                "{\"digest\": \"0123456789ABCDEF\"}                   | \"digest\" is missing or of another form",
                "{\"digest\": \"0123456789\"} {}                      | this is not JSON",
                "{\"digest\": \"0123456789\", \"digest\": \"0123456788\"} | this is not JSON, or has a field twice",
                "{\"digset\": \"0123456789\"}                         | unknown field \"digset\"; did you mean \"digest\"?",
                "{\"digest\": \"0123456789\", \"by\": \"bob\"}        | unknown field \"by\":",
            })
    void whatIsWrongIsSaidWithTheRightForm(String body, String message) {
        assertThatThrownBy(() -> ApprovalRequest.digest(bytes(body)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("the body is {\"digest\": \"<10 to 64 hexadecimal digits>\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
