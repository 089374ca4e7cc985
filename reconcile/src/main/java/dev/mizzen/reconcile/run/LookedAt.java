package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects that an application has and others write: they must be there, and no more is asked of them. */
final class LookedAt {
    private LookedAt() {}

    /**
     * One read an object.
     *
     * @throws Waiting with each object that is not there: before that, nothing of the delivery is written
     */
    static void require(Site site, Desired desired) throws ApiException, Waiting {
        List<String> missing = new ArrayList<>();
        for (DesiredObject object : desired.objects()) {
            if (!object.isWritten() && !isThere(site, object)) {
                missing.add("component \"" + object.component() + "\" waits for " + object.ref()
                        + ", which a policy of the type read-only forbids to make");
            }
        }
        if (!missing.isEmpty()) {
            throw new Waiting(new Obstacle.NotReady(), String.join("; ", missing));
        }
    }

    private static boolean isThere(Site site, DesiredObject object) throws ApiException {
        Optional<Resource> resource =
                site.discovery().find(object.ref().group(), object.ref().kind());
        return resource.isPresent()
                && site.api().findMetadata(resource.get(), object.ref()).isPresent();
    }
}
