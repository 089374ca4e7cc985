package dev.mizzen.daemon.promote;

import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.PromotionGroup;
import java.util.List;

/** The move of the pins of a group forward. */
record GroupProposal(PromotionGroup group, List<Proposal> moves) implements GroupMove<Proposal>, Promoting {
    @Override
    public Environment.Promotion promotion() {
        return moves.getFirst().promotion();
    }

    @Override
    public String branch() {
        return branch(environment(), group);
    }

    static String branch(EnvironmentName environment, PromotionGroup group) {
        return "mizzen/promote-group/" + environment + "/" + group.name();
    }

    @Override
    public String title() {
        return Proposal.SUBJECT + group.name() + " to " + environment() + ": " + to();
    }
}
