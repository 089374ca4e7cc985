package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.render.Rendered.RenderedObject;
import dev.mizzen.reconcile.spec.Changes;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One field of an object that an overlay's patches and images were laid over, one after the other. */
final class ChangedField {
    private final Changer changer;
    private final Deliver delivery;
    private final Rendered.Ready bare;
    private final RenderedObject object;
    private final InputPath field;

    /** @param bare the unit as it is rendered without changes */
    ChangedField(Changer changer, Deliver delivery, Rendered.Ready bare, RenderedObject object, InputPath field) {
        this.changer = changer;
        this.delivery = delivery;
        this.bare = bare;
        this.object = object;
        this.field = field;
    }

    /** The changes that moved the field, in order; none where it is as it was rendered. */
    List<Origin.Input> from() throws Rejected, Waiting {
        Changes all = delivery.changes();
        List<Origin.Input> moved = new ArrayList<>();
        JsonNode value = field.in(before().manifest().json());
        for (int i = 1; i <= all.patches().size() + all.images().size(); i++) {
            int patches = Math.min(i, all.patches().size());
            JsonNode now = value(
                    new Changes(all.patches().subList(0, patches), all.images().subList(0, i - patches)));
            if (!now.equals(value)) {
                String path = i == patches ? "patches[" + (i - 1) + "]" : "images[" + (i - patches - 1) + "]";
                moved.add(new Origin.Input("overlay: " + path, all.position(path)));
            }
            value = now;
        }
        return moved;
    }

    /** The object as it was before. */
    RenderedObject before() {
        return bare.objects().stream()
                .filter(this::plays)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(object.manifest() + " is not of this unit"));
    }

    private JsonNode value(Changes some) throws Rejected, Waiting {
        return changer.change(delivery.id().source(), some, bare).objects().stream()
                .filter(this::plays)
                .findFirst()
                .map(now -> field.in(now.manifest().json()))
                .orElseGet(() -> field.in(object.manifest().json()));
    }

    private boolean plays(RenderedObject other) {
        return other.role() == object.role()
                && other.trait().equals(object.trait())
                && other.resource().equals(object.resource());
    }
}
