package dev.mizzen.daemon.story;

import dev.mizzen.testkit.proxy.ProxiedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What of an expectation does not hold at this moment. */
final class Truth {
    private static final String AGGREGATE = "mizzen";

    /** Asked as often as a start or a cluster makes it necessary; counted only where a story names them. */
    private static final Set<String> UNCOUNTED = Set.of("watch", "discovery");

    private final World world;
    private final Map<String, String> uids = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();

    Truth(World world) {
        this.world = world;
        somethingHappens();
    }

    /** Requests are counted from here. */
    void somethingHappens() {
        world.clusters()
                .names()
                .forEach(name -> counted.put(name, world.clusters().proxy(name).count()));
    }

    /** One line for each thing that does not hold; empty if all of it does. */
    List<String> missing(Story.Expectation expected) {
        List<String> missing = new ArrayList<>();
        Installation installation = world.installation(orElse(expected.installation(), World.MAIN));
        tellsNoSecret();
        unseen(installation, missing);
        orEmpty(expected.deliveries())
                .forEach((id, fields) ->
                        delivery(installation.daemon(), id, fields).forEach(missing::add));
        orEmpty(expected.objects()).forEach(target -> object(target, missing));
        orEmpty(expected.absent()).forEach(target -> absent(target, missing));
        orEmpty(expected.same()).forEach(target -> same(target, missing));
        statuses(expected, missing);
        orEmpty(expected.pulls())
                .forEach((head, fields) -> world.pullings()
                        .missing(orElse(expected.source(), World.SOURCE), head, fields)
                        .forEach(missing::add));
        metrics(installation.daemon(), orEmpty(expected.metrics()), missing);
        texts(installation.daemon(), "/readyz", orEmpty(expected.ready()), missing);
        texts(installation.daemon(), "/", orEmpty(expected.page()), missing);
        orEmpty(expected.requests()).forEach((cluster, verbs) -> requests(cluster, verbs, missing));
        return missing;
    }

    private void tellsNoSecret() {
        try {
            List<String> told = world.told();
            if (!told.isEmpty()) {
                throw new AssertionError("a secret is told:\n  " + String.join("\n  ", told));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the forge was told anything of the newest commits, the daemon may not have seen them. */
    private void unseen(Installation installation, List<String> missing) {
        if (world.unheard()) {
            return;
        }
        for (String source : installation.repositories()) {
            String head = world.git().head(source);
            if (!head.isEmpty() && !world.statuses(head).containsKey(AGGREGATE)) {
                missing.add("status " + AGGREGATE + ": none on the newest commit of " + source
                        + ", so the daemon has not seen it");
            }
        }
    }

    /** What of a delivery is not as told. */
    static List<String> delivery(DaemonProcess daemon, String id, JsonNode fields) {
        String full = id.chars().filter(c -> c == '/').count() > 1 ? id : World.SOURCE + "/" + id;
        JsonNode found = daemon.json("/api/v1/deliveries/" + full);
        if (found.isMissingNode()) {
            return fields.isNull() ? List.of() : List.of("delivery " + id + ": not known");
        }
        if (fields.isNull()) {
            return List.of("delivery " + id + ": still known");
        }
        return Subset.differences(fields, found).stream()
                .map(d -> "delivery " + id + d)
                .toList();
    }

    private void object(Story.Target target, List<String> missing) {
        JsonNode live = world.clusters().read(target);
        if (live.isMissingNode()) {
            missing.add(target.label() + ": not there");
        } else if (target.has() != null) {
            Subset.differences(target.has(), live).forEach(d -> missing.add(target.label() + d));
        }
    }

    private void absent(Story.Target target, List<String> missing) {
        if (!world.clusters().read(target).isMissingNode()) {
            missing.add(target.label() + ": still there");
        }
    }

    private void same(Story.Target target, List<String> missing) {
        String uid = world.clusters().read(target).path("metadata").path("uid").asString("");
        if (uid.isEmpty()) {
            missing.add(target.label() + ": not there");
            return;
        }
        String before = uids.putIfAbsent(target.label(), uid);
        if (before != null && !before.equals(uid)) {
            throw new AssertionError(target.label() + " was deleted and made again: uid " + before + ", then " + uid);
        }
    }

    private void statuses(Story.Expectation expected, List<String> missing) {
        Map<String, String> wanted = orEmpty(expected.statuses());
        if (wanted.isEmpty()) {
            return;
        }
        String source = orElse(expected.source(), World.SOURCE);
        String of = expected.of();
        String commit = of == null
                ? world.git().head(source)
                : world.pullings().tip(source, of).orElseGet(() -> world.git().commit(of));
        Map<String, String> found = world.statuses(commit);
        wanted.forEach((context, state) -> {
            if (!isState(state, found.getOrDefault(context, ""))) {
                missing.add("status " + context + ": expected " + state + ", found " + found.get(context) + " among "
                        + found);
            }
        });
    }

    /** {@code state} is a state, or one and a regular expression for its description. */
    private static boolean isState(String state, String found) {
        String[] words = state.split(" ", 2);
        String[] told = found.split(" ", 2);
        boolean described = words.length == 1
                || (told.length > 1
                        && Pattern.compile(words[1]).matcher(told[1]).find());
        return words[0].equals(told[0]) && described;
    }

    private static void metrics(DaemonProcess daemon, List<String> wanted, List<String> missing) {
        if (!wanted.isEmpty()) {
            List<String> samples = daemon.metrics().toList();
            wanted.stream()
                    .filter(sample -> !Samples.contain(samples, sample))
                    .forEach(sample -> missing.add("metrics: no sample " + sample));
        }
    }

    private static void texts(DaemonProcess daemon, String path, List<String> wanted, List<String> missing) {
        if (!wanted.isEmpty()) {
            String text = daemon.text(path);
            wanted.stream()
                    .filter(pattern -> !Pattern.compile(pattern).matcher(text).find())
                    .forEach(pattern -> missing.add(path + ": no " + pattern + " in " + text));
        }
    }

    private void requests(String cluster, Map<String, Integer> wanted, List<String> missing) {
        List<ProxiedRequest> since = world.clusters().proxy(cluster).requests().stream()
                .filter(request -> request.number() > counted.getOrDefault(cluster, 0L))
                .filter(request -> !UNCOUNTED.contains(request.verb()) || wanted.containsKey(request.verb()))
                .toList();
        Map<String, Integer> verbs = new TreeMap<>();
        since.forEach(request -> verbs.merge(request.verb(), 1, Integer::sum));
        Map<String, Integer> expected = new TreeMap<>(wanted);
        expected.values().removeIf(count -> count == 0);
        if (!verbs.equals(expected)) {
            missing.add("requests to " + cluster + ": expected " + expected + ", found " + since);
        }
    }

    private static <T> T orElse(@Nullable T value, T other) {
        return value == null ? other : value;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
