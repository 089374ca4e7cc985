package dev.mizzen.reconcile.run;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.place.Cluster;
import dev.mizzen.reconcile.place.Placement;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Renderer;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import java.util.Collection;
import java.util.List;

/** The stages as they are: placement by policies, rendering by definitions, a source's own before the built-in ones. */
public final class Pipeline implements Stages {
    private final Catalog builtIn;
    private final Renderer renderer;

    public Pipeline(Catalog builtIn, Renderer renderer) {
        this.builtIn = builtIn;
        this.renderer = renderer;
    }

    @Override
    public List<Unit> place(Deliver spec, Collection<Cluster> clusters) throws Rejected {
        return Placement.place(spec.application(), spec.environment(), clusters);
    }

    @Override
    public UnitRenderer renderer(Deliver spec) {
        Catalog catalog = builtIn.of(spec.base());
        return (unit, facts) -> renderer.render(spec.application(), unit, catalog, facts);
    }
}
