package dev.mizzen.daemon.store;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** What was committed, on the disk: what a daemon that is killed at once finds when it starts. */
final class OnDisk {
    private OnDisk() {}

    /** H2 writes what was committed half a second later; PostgreSQL's commit has written it. */
    static void now(DSLContext sql) {
        if (sql.family() == SQLDialect.H2) {
            sql.execute("checkpoint sync");
        }
    }
}
