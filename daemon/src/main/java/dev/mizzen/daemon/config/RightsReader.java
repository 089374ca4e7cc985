package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Rights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code rights} of a source. */
final class RightsReader {
    /** What stands for names, with stars: never anything that could be something else by mistake. */
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9.*-]{1,253}");

    private RightsReader() {}

    static Rights read(Fields fields) {
        Map<String, Rights.ServiceAccount> accounts = new HashMap<>();
        fields.fields("impersonate")
                .ifPresent(given -> fields.texts("impersonate")
                        .orElse(Map.of())
                        .forEach((environment, account) -> given.parsed(
                                        Optional.of(account), environment, RightsReader::account)
                                .ifPresent(parsed -> {
                                    named(given, environment);
                                    accounts.put(environment, parsed);
                                })));
        Map<String, Rights.Limits> environments = new HashMap<>();
        fields.fields("environments")
                .ifPresent(given -> names(fields, "environments")
                        .forEach(name -> given.fields(name).ifPresent(limits -> {
                            named(given, name);
                            environments.put(name, limits(limits));
                            limits.end();
                        })));
        boolean limited = List.of("clusters", "clusterSelector", "namespaces", "kinds", "clusterScoped").stream()
                .anyMatch(fields::has);
        Optional<Rights.Limits> all = limited ? Optional.of(limits(fields)) : Optional.empty();
        fields.end();
        return new Rights(all, environments, accounts);
    }

    private static Rights.Limits limits(Fields fields) {
        Optional<Fields> kinds = fields.fields("kinds");
        Optional<List<String>> allowed = kinds.flatMap(given -> patterns(given, "allow"));
        List<String> denied = kinds.flatMap(given -> patterns(given, "deny")).orElse(List.of());
        kinds.ifPresent(Fields::end);
        return new Rights.Limits(
                patterns(fields, "clusters"),
                fields.texts("clusterSelector").orElse(Map.of()),
                patterns(fields, "namespaces"),
                allowed,
                denied,
                fields.flag("clusterScoped"));
    }

    /** Present also where it is wrong: what is not understood must allow nothing. */
    private static Optional<List<String>> patterns(Fields fields, String name) {
        if (!fields.has(name)) {
            return Optional.empty();
        }
        List<String> patterns = fields.listed(name);
        for (String pattern : patterns) {
            if (!NAMES.matcher(pattern).matches()) {
                fields.problem(
                        name,
                        "\"" + name + "\" has names of letters, digits, \"-\", \".\" and \"*\" for any"
                                + " characters, not \"" + pattern + "\"");
            }
        }
        return Optional.of(patterns);
    }

    private static List<String> names(Fields fields, String name) {
        return fields.value(name)
                .filter(Value.Mapping.class::isInstance)
                .map(map -> List.copyOf(((Value.Mapping) map).fields().keySet()))
                .orElse(List.of());
    }

    private static void named(Fields fields, String environment) {
        fields.parsed(Optional.of(environment), environment, EnvironmentName::new);
    }

    private static Rights.ServiceAccount account(String text) {
        int slash = text.indexOf('/');
        String namespace = slash < 0 ? "" : text.substring(0, slash);
        String name = text.substring(slash + 1);
        boolean isName =
                name.length() <= 253 && List.of(name.split("\\.", -1)).stream().allMatch(AppName::isAppName);
        if (!AppName.isAppName(namespace) || !isName) {
            throw new IllegalArgumentException("expected a service account as <namespace>/<name>");
        }
        return new Rights.ServiceAccount(namespace, name);
    }
}
