package dev.mizzen.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret stands. The secret itself is read when it is needed and kept nowhere. */
public sealed interface SecretRef {
    /** Most bytes of a secret. */
    int LIMIT_BYTES = 64 * 1024;

    /**
     * The secret, without the line end that editors leave.
     *
     * @throws SecretMissing if there is none, or if it is longer than {@link #LIMIT_BYTES}
     */
    String read(Map<String, String> environment) throws SecretMissing;

    /** Content of a file. */
    record InFile(Path file) implements SecretRef {
        @Override
        public String read(Map<String, String> environment) throws SecretMissing {
            try {
                if (Files.size(file) > LIMIT_BYTES) {
                    throw new SecretMissing(this + " has more than " + LIMIT_BYTES + " bytes");
                }
                return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
            } catch (IOException e) {
                throw new SecretMissing(
                        this + " cannot be read: " + e.getClass().getSimpleName());
            }
        }

        @Override
        public String toString() {
            return "file:" + file;
        }
    }

    /** Value of an environment variable of the daemon. */
    record InEnvironment(String variable) implements SecretRef {
        @Override
        public String read(Map<String, String> environment) throws SecretMissing {
            String value = environment.get(variable);
            if (value == null || value.isEmpty()) {
                throw new SecretMissing("the environment variable " + variable + " is not set");
            }
            return value;
        }

        @Override
        public String toString() {
            return "env:" + variable;
        }
    }
}
