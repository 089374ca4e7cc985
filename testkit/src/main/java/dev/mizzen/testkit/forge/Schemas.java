package dev.mizzen.testkit.forge;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What a vendor publishes of the few messages that pass here, as schemas. */
final class Schemas {
    private final ObjectMapper json = JsonMapper.builder().build();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final JsonNode schemas;

    Schemas(Vendor vendor) {
        this.schemas = resource(vendor.schemas());
    }

    /** What of {@code message} does not fit the schema {@code name}; nothing where all does. */
    List<String> violations(String name, JsonNode message) {
        return registry.getSchema(schemas.required(name)).validate(message).stream()
                .map(error -> name + " " + error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** A JSON resource of this package. */
    JsonNode resource(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return json.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
