package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.util.Optional;
import org.jooq.Condition;

/** Of which deliveries; each part that is empty means any. */
public record Which(Optional<SourceName> source, Optional<EnvironmentName> environment, Optional<AppName> app) {
    public static final Which ALL = new Which(Optional.empty(), Optional.empty(), Optional.empty());

    /** Names hold neither {@code %} nor {@code _}, and an id exactly two slashes. */
    Condition condition() {
        return field("delivery", String.class)
                .like(source.map(SourceName::value).orElse("%") + "/"
                        + environment.map(EnvironmentName::value).orElse("%") + "/"
                        + app.map(AppName::value).orElse("%"));
    }
}
