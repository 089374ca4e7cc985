package dev.mizzen.reconcile.place;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the deliveries of a source may do, and as whom. Pure. Where it says nothing they may do everything, as the daemon itself.
 *
 * @param all what holds in each environment
 * @param environments what holds in one besides: both must allow
 * @param impersonate the service account of an environment, and under {@value #DEFAULT} that of all others
 */
public record Rights(Optional<Limits> all, Map<String, Limits> environments, Map<String, ServiceAccount> impersonate) {
    public static final Rights ALL = new Rights(Optional.empty(), Map.of(), Map.of());
    public static final String DEFAULT = "default";
    /** The daemon's own namespace, where inventories are: no pattern means it, only its name does. */
    static final String OURS = "mizzen-system";
    /** Those of a source that nobody configured. */
    public static final Rights NONE = new Rights(
            Optional.of(new Limits(
                    Optional.of(List.of()),
                    Map.of(),
                    Optional.of(List.of()),
                    Optional.of(List.of()),
                    List.of(),
                    false)),
            Map.of(),
            Map.of());

    public Rights {
        environments = Map.copyOf(environments);
        impersonate = Map.copyOf(impersonate);
    }

    /** Whose rights on a cluster count. */
    public record ServiceAccount(String namespace, String name) {
        /** As the API server knows it; it finds the groups by itself. */
        public String user() {
            return "system:serviceaccount:" + namespace + ":" + name;
        }
    }

    /**
     * Bounds, none of which can be widened from Git.
     *
     * @param clusters by name; where absent, and {@code clusterSelector} too, every one
     * @param clusterSelector labels that a cluster must have in {@code mizzen.yaml}
     * @param namespaces patterns; where absent every one
     * @param kinds patterns of {@code Kind} or {@code Kind.group}; where absent every one
     * @param not patterns of kinds that are forbidden though {@code kinds} allows them
     * @param clusterScoped whether objects in no namespace may be there
     */
    public record Limits(
            Optional<List<String>> clusters,
            Map<String, String> clusterSelector,
            Optional<List<String>> namespaces,
            Optional<List<String>> kinds,
            List<String> not,
            boolean clusterScoped) {
        public Limits {
            clusterSelector = Map.copyOf(clusterSelector);
            not = List.copyOf(not);
        }

        private Optional<String> cluster(Cluster cluster) {
            if (clusters.isPresent() && !matches(clusters.get(), cluster.name().value())) {
                return Optional.of("clusters|cluster " + cluster.name());
            }
            return cluster.labels().entrySet().containsAll(clusterSelector.entrySet())
                    ? Optional.empty()
                    : Optional.of("clusterSelector|cluster " + cluster.name());
        }

        private Optional<String> namespace(String namespace) {
            boolean allowed = namespace.equals(OURS)
                    ? namespaces.filter(names -> names.contains(OURS)).isPresent()
                    : namespaces.isEmpty() || matches(namespaces.get(), namespace);
            return allowed ? Optional.empty() : Optional.of("namespaces|namespace " + namespace);
        }

        /** A Namespace is in no namespace, and is the one of its own name besides. */
        private Optional<String> object(ObjectRef ref) {
            String kind = ref.group().isEmpty() ? ref.kind() : ref.kind() + "." + ref.group();
            if (matches(not, kind)) {
                return Optional.of("kinds.deny|" + kind);
            }
            if (kinds.isPresent() && !matches(kinds.get(), kind)) {
                return Optional.of("kinds.allow|" + kind);
            }
            if (ref.namespace().isEmpty() && !clusterScoped) {
                return Optional.of("clusterScoped|" + kind + " " + ref.name());
            }
            if (ref.namespace().isEmpty()) {
                return kind.equals("Namespace") ? namespace(ref.name()) : Optional.empty();
            }
            return namespace(ref.namespace());
        }

        private static boolean matches(List<String> patterns, String text) {
            return patterns.stream().anyMatch(pattern -> glob(pattern, 0, text, 0));
        }

        /** {@code *} stands for any characters, also none. Takes at most pattern × text steps a star. */
        private static boolean glob(String pattern, int p, String text, int t) {
            int star = -1;
            int mark = 0;
            while (t < text.length()) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    mark = t;
                } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                    p++;
                    t++;
                } else if (star >= 0) {
                    p = star + 1;
                    t = ++mark;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }
    }

    /** As whom the deliveries of an environment act; empty where they act as the daemon. */
    public Optional<ServiceAccount> actor(EnvironmentName environment) {
        return Optional.ofNullable(impersonate.getOrDefault(environment.value(), impersonate.get(DEFAULT)));
    }

    /** Each place of the units, and each of {@code placed}, that they may not have. */
    public List<Problem> places(
            SourceName source, EnvironmentName environment, Collection<Unit> units, Collection<Cluster> placed) {
        List<Problem> problems = new ArrayList<>();
        limits(environment).forEach((rule, limits) -> {
            for (Unit unit : units) {
                Position at = unit.component().position();
                placed.stream()
                        .filter(cluster -> cluster.name().equals(unit.cluster()))
                        .flatMap(cluster -> limits.cluster(cluster).stream())
                        .forEach(what -> add(problems, Optional.of(at), problem(rule, source, what)));
                limits.namespace(unit.namespace())
                        .ifPresent(what -> add(problems, Optional.of(at), problem(rule, source, what)));
            }
            for (Cluster cluster : placed) {
                if (units.stream().noneMatch(unit -> unit.cluster().equals(cluster.name()))) {
                    limits.cluster(cluster)
                            .ifPresent(what -> add(problems, Optional.empty(), problem(rule, source, what)));
                }
            }
        });
        return List.copyOf(problems);
    }

    /** Why an object may not be written or deleted; empty where it may. */
    public Optional<String> forbids(SourceName source, EnvironmentName environment, ObjectRef ref) {
        return limits(environment).entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().object(ref).map(what -> problem(entry.getKey(), source, what)).stream())
                .findFirst();
    }

    private Map<String, Limits> limits(EnvironmentName environment) {
        Map<String, Limits> limits = new LinkedHashMap<>();
        all.ifPresent(here -> limits.put("rights.", here));
        Limits one = environments.get(environment.value());
        if (one != null) {
            limits.put("rights.environments." + environment + ".", one);
        }
        return limits;
    }

    private static String problem(String prefix, SourceName source, String what) {
        int bar = what.indexOf('|');
        return prefix + what.substring(0, bar) + " of source " + source + " does not allow " + what.substring(bar + 1);
    }

    private static void add(List<Problem> problems, Optional<Position> at, String message) {
        Problem problem = at.map(position -> Problem.at(position, message)).orElseGet(() -> Problem.of(message));
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
