package dev.mizzen.daemon.promote;

/** A move of pins back. */
sealed interface RollingBack extends PinMove permits Rollback, GroupRollback {
    /** The failure, or who asked for it, one line. */
    String why();
}
