package dev.mizzen.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MaskedLogsTest {
    private final LoggerContext context = new LoggerContext();

    MaskedLogsTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void aLineForPeopleHasNoSecretInItsMessageNorInAStackTrace() {
        MaskedLogs.Text encoder = new MaskedLogs.Text();
        encoder.setPattern("%msg%n%ex");
        encoder.setContext(context);
        encoder.start();
        assertThat(line(encoder)).contains("says hunter22", "wrong: hunter22", "because hunter22");
        MaskedLogs.mask(context, MaskedLogsTest::masked);
        assertThat(line(encoder))
                .contains("says ***", "wrong: ***", "because ***")
                .doesNotContain("hunter22");
    }

    @Test
    void aLineForProgramsNeither() {
        MaskedLogs.Json encoder = new MaskedLogs.Json();
        encoder.setContext(context);
        encoder.start();
        assertThat(line(encoder)).contains("hunter22");
        MaskedLogs.mask(context, MaskedLogsTest::masked);
        assertThat(line(encoder)).contains("says ***", "because ***").doesNotContain("hunter22");
    }

    private static String masked(String text) {
        return text.replace("hunter22", "***");
    }

    private String line(Encoder<ILoggingEvent> encoder) {
        Logger logger = context.getLogger("test");
        Exception thrown = new IllegalStateException("wrong: hunter22", new IllegalStateException("because hunter22"));
        return new String(
                encoder.encode(new LoggingEvent("x", logger, Level.WARN, "it says hunter22", thrown, null)),
                StandardCharsets.UTF_8);
    }
}
