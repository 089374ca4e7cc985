package dev.mizzen.daemon.promote;

import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.PromotionGroup;
import java.util.List;

/**
 * The move of the pins of a group back.
 *
 * @param failed why one of them failed, one line
 */
record GroupRollback(PromotionGroup group, List<Rollback> moves, String failed)
        implements GroupMove<Rollback>, RollingBack {
    @Override
    public String why() {
        return failed;
    }

    @Override
    public String branch() {
        return branch(environment(), group);
    }

    static String branch(EnvironmentName environment, PromotionGroup group) {
        return "mizzen/rollback-group/" + environment + "/" + group.name();
    }

    @Override
    public String title() {
        return Rollback.SUBJECT + group.name() + " in " + environment() + " to " + to();
    }
}
