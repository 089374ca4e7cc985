package dev.mizzen.daemon;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** Log lines without secret values: causes and stack traces too. */
public final class MaskedLogs {
    private static final String MASK = "mizzen.mask";

    private MaskedLogs() {}

    /** From now on every line is written as {@code masked} shows it. */
    static void mask(UnaryOperator<String> masked) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.putObject(MASK, masked);
        }
    }

    private static byte[] masked(Context context, byte[] line) {
        return context != null && context.getObject(MASK) instanceof UnaryOperator<?> mask
                ? shown(mask, new String(line, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : line;
    }

    @SuppressWarnings("unchecked")
    private static String shown(UnaryOperator<?> mask, String line) {
        return ((UnaryOperator<String>) mask).apply(line);
    }

    /** Lines for people. */
    public static final class Text extends PatternLayoutEncoder {
        @Override
        public byte[] encode(ILoggingEvent event) {
            return masked(getContext(), super.encode(event));
        }
    }

    /** One JSON object a line. */
    public static final class Json extends JsonEncoder {
        @Override
        public byte[] encode(ILoggingEvent event) {
            return masked(getContext(), super.encode(event));
        }
    }
}
