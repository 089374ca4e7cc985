package dev.mizzen.daemon.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.mizzen.daemon.store.WriteBehind.Statement;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.run.Releases;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What each delivery's release held on each cluster: in memory, and written a moment later. Thread-safe. */
public final class StoredReleases implements Releases {
    /** A release whose list is longer is rendered anew after a restart. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private static final int FETCH = 500;
    private static final String TABLE = "applied_release";
    private static final Field<String> DELIVERY = field("delivery", String.class);
    private static final Field<String> CLUSTER = field("cluster", String.class);
    private static final Field<String> INPUTS = field("inputs", String.class);
    private static final Field<String> OBJECTS = field("objects", String.class);

    private final WriteBehind writes;
    private final Map<Key, Release> releases = new ConcurrentHashMap<>();

    private record Key(DeliveryId delivery, ClusterName cluster) {}

    /** The row is replaced by this one, or goes. */
    private record Row(Key key, Optional<Release> release) implements WriteBehind.Change {
        @Override
        public List<Statement> statements() {
            Statement delete = Statement.of(
                    "delete from applied_release where delivery = ? and cluster = ?",
                    key.delivery().toString(),
                    key.cluster().value());
            Optional<Statement> insert = release.map(r -> Statement.of(
                    "insert into applied_release (delivery, cluster, inputs, objects) values (?, ?, ?, ?)",
                    key.delivery().toString(),
                    key.cluster().value(),
                    r.inputs().hex(),
                    text(r.objects())));
            return Stream.concat(Stream.of(delete), insert.stream()).toList();
        }
    }

    StoredReleases(DSLContext sql, WriteBehind writes) {
        this.writes = writes;
        try (var rows = sql.select(DELIVERY, CLUSTER, INPUTS, OBJECTS)
                .from(table(TABLE))
                .fetchSize(FETCH)
                .fetchLazy()) {
            rows.forEach(row -> releases.put(
                    new Key(DeliveryId.parse(row.get(DELIVERY)), new ClusterName(row.get(CLUSTER))),
                    new Release(new Digest(row.get(INPUTS)), objects(row.get(OBJECTS)))));
        }
    }

    @Override
    public Optional<Release> of(DeliveryId delivery, ClusterName cluster) {
        return Optional.ofNullable(releases.get(new Key(delivery, cluster)));
    }

    @Override
    public void put(DeliveryId delivery, ClusterName cluster, Release release) {
        Key key = new Key(delivery, cluster);
        if (!release.equals(releases.put(key, release))) {
            writes.put(key, new Row(key, Optional.of(release).filter(StoredReleases::fits)));
        }
    }

    @Override
    public void forget(DeliveryId delivery) {
        List<Key> gone = releases.keySet().stream()
                .filter(key -> key.delivery().equals(delivery))
                .toList();
        for (Key key : gone) {
            releases.remove(key);
            writes.put(key, new Row(key, Optional.empty()));
        }
    }

    private static boolean fits(Release release) {
        return text(release.objects()).length() <= MOST_CHARACTERS;
    }

    /**
     * A line an object: its digest, its component, what it is there (if that is known), its identity. None of these has a line
     * break, and none but the last a space.
     */
    private static String text(List<Released> objects) {
        return objects.stream()
                .map(object -> object.digest() + " " + object.component() + " "
                        + object.made().map(MadeText::of).orElse("") + object.ref())
                .collect(Collectors.joining("\n"));
    }

    private static List<Released> objects(String text) {
        return text.lines().map(StoredReleases::object).toList();
    }

    private static Released object(String line) {
        String[] part = line.split(" ", 3);
        return new Released(
                ObjectRef.parse(MadeText.rest(part[2])), new Digest(part[0]), part[1], MadeText.in(part[2], part[1]));
    }
}
