package dev.mizzen.daemon.approve;

import java.util.List;

/** What came of somebody's yes. */
public sealed interface Answer {
    /** The deletions go. {@code repeated} if somebody had approved them before and they are under way. */
    record Approved(Approval approval, boolean repeated) implements Answer {}

    /** Nothing that waits has such a digest. */
    record Unknown(List<Approval> waiting) implements Answer {}

    /** More than one digest begins like that. */
    record Ambiguous(List<Approval> candidates) implements Answer {}

    /** It cannot be written down who approved, so nobody did. */
    record NotStored(String why) implements Answer {}
}
