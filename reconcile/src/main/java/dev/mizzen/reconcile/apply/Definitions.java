package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Waits, for a bounded time, until the CRDs of a release are established and their kinds are served. */
final class Definitions {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(25);

    private final Site site;

    Definitions(Site site) {
        this.site = site;
    }

    Applied awaitServed(List<DesiredObject> ground) {
        Applied total = Applied.NOTHING;
        for (DesiredObject object : ground) {
            if (Kinds.isDefinition(object.manifest().gvk())) {
                total = total.and(awaitServed(object));
            }
        }
        return total;
    }

    private Applied awaitServed(DesiredObject definition) {
        JsonNode spec = definition.manifest().json().path("spec");
        String group = spec.path("group").asString("");
        String kind = spec.path("names").path("kind").asString("");
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!established(definition) || !served(group, kind)) {
                if (System.nanoTime() > end) {
                    return Applied.waits(
                            new Obstacle.NotReady(),
                            definition.ref() + " is not established after " + LIMIT.toSeconds() + " s");
                }
                LockSupport.parkNanos(STEP.toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    return Applied.waits(new Obstacle.Busy(), "stopped while waiting for " + definition.ref());
                }
            }
            return Applied.NOTHING;
        } catch (ApiException e) {
            return Applied.of(definition.ref().toString(), e);
        }
    }

    private boolean established(DesiredObject definition) throws ApiException {
        Resource resource = site.discovery()
                .find(definition.ref().group(), definition.ref().kind())
                .orElseThrow();
        for (JsonNode condition :
                site.own().api().get(resource, definition.ref()).path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Established")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** Established and discovered is not enough: for some milliseconds more the kind's storage is not there. */
    private boolean served(String group, String kind) throws ApiException {
        site.discovery().expire();
        Optional<Resource> resource = site.discovery().find(group, kind);
        if (resource.isEmpty()) {
            return false;
        }
        try {
            site.own().api().list(resource.get(), Selection.metadata(ApplySetId.LABEL + "=nothing"), object -> {});
            return true;
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.Busy
                    || e.failure() instanceof Failure.NotServed
                    || e.failure() instanceof Failure.Broken) {
                return false;
            }
            throw e;
        }
    }
}
