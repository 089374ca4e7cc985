package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads fields that point elsewhere: paths, which begin at the configuration's folder, and places of secrets. */
final class References {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path folder;
    private final List<Problem> problems;

    References(Path folder, List<Problem> problems) {
        this.folder = folder;
        this.problems = problems;
    }

    Optional<Path> path(Fields fields, String name) {
        return fields.parsed(fields.text(name), name, this::resolve);
    }

    private Path resolve(String text) {
        return folder.resolve(text).normalize();
    }

    /** The place of a secret; text that is no place is refused without being repeated, for it may be the secret. */
    Optional<SecretRef> secret(Fields fields, String name) {
        if (!fields.has(name)) {
            return Optional.empty();
        }
        return place(fields, name, fields.text(name).orElse(""), fields.position(name));
    }

    /** The places in a list of them. */
    List<SecretRef> secrets(Fields fields, String name) {
        List<SecretRef> places = new ArrayList<>();
        switch (fields.value(name).orElse(null)) {
            case null -> {}
            case Value.Sequence list ->
                list.items()
                        .forEach(item -> place(
                                        fields,
                                        name,
                                        item instanceof Value.Text text ? text.text() : "",
                                        item.position())
                                .ifPresent(places::add));
            case Value other -> fields.problem(name, "\"" + name + "\" is a list of file:<path> or env:<VARIABLE>");
        }
        return places;
    }

    private Optional<SecretRef> place(Fields fields, String name, String text, Position position) {
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            return fields.parsed(Optional.of(text), name, t -> new SecretRef.InFile(resolve(t.substring(5))));
        }
        if (text.startsWith("env:")
                && VARIABLE.matcher(text.substring("env:".length())).matches()) {
            return Optional.of(new SecretRef.InEnvironment(text.substring("env:".length())));
        }
        problems.add(Problem.at(
                position,
                "\"" + name
                        + "\" says where the secret stands: file:<path> or env:<VARIABLE>, never the secret itself"));
        return Optional.empty();
    }

    /** As {@link #secret}, and a problem where the field is absent. */
    Optional<SecretRef> requiredSecret(Fields fields, String name) {
        if (!fields.has(name)) {
            problems.add(Problem.at(fields.position(), "\"" + name + "\" is missing"));
        }
        return secret(fields, name);
    }
}
