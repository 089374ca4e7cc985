package dev.mizzen.daemon.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What of an expectation does not hold at this moment. */
final class Truth {
    private static final String AGGREGATE = "mizzen";

    private final World world;
    private final Map<String, String> uids = new HashMap<>();

    Truth(World world) {
        this.world = world;
    }

    /** One line for each thing that does not hold; empty if all of it does. */
    List<String> missing(Story.Expectation expected) {
        List<String> missing = new ArrayList<>();
        if (!world.statuses().containsKey(AGGREGATE)) {
            missing.add("status " + AGGREGATE + ": none on the newest commit, so the daemon has not seen it");
        }
        orEmpty(expected.deliveries()).forEach((id, fields) -> delivery(id, fields, missing));
        orEmpty(expected.objects()).forEach(target -> object(target, missing));
        orEmpty(expected.absent()).forEach(target -> absent(target, missing));
        orEmpty(expected.same()).forEach(target -> same(target, missing));
        statuses(orEmpty(expected.statuses()), missing);
        List<String> samples = world.daemon().metrics().toList();
        orEmpty(expected.metrics()).stream()
                .filter(sample -> !Samples.contain(samples, sample))
                .forEach(sample -> missing.add("metrics: no sample " + sample));
        return missing;
    }

    private void delivery(String id, JsonNode fields, List<String> missing) {
        JsonNode found = world.daemon().json("/api/v1/deliveries/" + World.SOURCE + "/" + id);
        if (found.isMissingNode()) {
            missing.add("delivery " + id + ": not known");
            return;
        }
        Subset.differences(fields, found).forEach(d -> missing.add("delivery " + id + d));
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

    private void statuses(Map<String, String> expected, List<String> missing) {
        if (expected.isEmpty()) {
            return;
        }
        Map<String, String> found = world.statuses();
        expected.forEach((context, state) -> {
            if (!state.equals(found.get(context))) {
                missing.add("status " + context + ": expected " + state + ", found " + found.get(context) + " among "
                        + found);
            }
        });
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
