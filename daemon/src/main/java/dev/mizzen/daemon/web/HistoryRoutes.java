package dev.mizzen.daemon.web;

import dev.mizzen.daemon.history.Failures;
import dev.mizzen.daemon.history.Figures;
import dev.mizzen.daemon.store.ReleaseLog;
import dev.mizzen.daemon.store.Store;
import dev.mizzen.daemon.store.Timeline.Entry;
import dev.mizzen.daemon.store.Which;
import dev.mizzen.reconcile.model.DeliveryId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/history} and {@code /api/v1/dora}: what the store remembers. Fields are only ever added. */
final class HistoryRoutes {
    static final String RELEASE = "release";
    private static final int MOST_RELEASES = 50_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Clock clock;

    HistoryRoutes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    void add(Router router, BiConsumer<RoutingContext, Consumer<RoutingContext>> blocking) {
        router.get("/api/v1/history").handler(context -> blocking.accept(context, c -> answer(c, this::history)));
        router.get("/api/v1/dora").handler(context -> blocking.accept(context, c -> answer(c, this::dora)));
    }

    private void answer(RoutingContext context, Function<Function<String, String>, String> answer) {
        if (store.trouble().isPresent()) {
            WebServer.text(context, 503, "the store does not answer\n");
            return;
        }
        try {
            WebServer.json(context, 200, answer.apply(name -> parameter(context, name)));
        } catch (IllegalArgumentException e) {
            WebServer.text(context, 400, e.getMessage() + "\n");
        } catch (DataAccessException e) {
            WebServer.text(context, 503, "the store does not answer\n");
        }
    }

    private static String parameter(RoutingContext context, String name) {
        List<String> values = context.queryParam(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The answer to these parameters, of which {@code ""} is none. */
    String history(Function<String, String> parameters) {
        Instant now = clock.instant();
        HistoryQuery query = HistoryQuery.of(parameters, now);
        List<Entry> found = entries(query, now).skip(query.skip()).toList();
        List<Entry> page = found.stream().limit(query.limit()).toList();
        ObjectNode root = JSON.createObjectNode();
        ArrayNode history = root.putArray("history");
        page.forEach(entry -> put(history.addObject(), entry));
        if (found.size() > page.size()) {
            Instant last = page.getLast().at();
            int alike =
                    (int) page.stream().filter(entry -> entry.at().equals(last)).count();
            root.put("next", query.next(last, alike));
        }
        return root.toString();
    }

    /** One more than is wanted, to tell whether there are more. */
    private Stream<Entry> entries(HistoryQuery query, Instant now) {
        int most = query.skip() + query.limit() + 1;
        Stream<Entry> others = query.kind().filter(RELEASE::equals).isPresent()
                ? Stream.empty()
                : store.timeline().find(query.which(), query.kind(), query.since(), query.until(), most).stream();
        Stream<Entry> releases =
                query.kind().filter(kind -> !kind.equals(RELEASE)).isPresent()
                        ? Stream.empty()
                        : store.releaseLog().find(query.which(), query.since(), query.until(), most).stream()
                                .map(row -> entry(row, now));
        return Stream.concat(others, releases)
                .sorted(Comparator.comparing(Entry::at).reversed())
                .limit(most);
    }

    private static Entry entry(ReleaseLog.Row row, Instant now) {
        return new Entry(
                row.begun(),
                row.delivery(),
                RELEASE,
                Optional.of(row.head().id()),
                Optional.empty(),
                Failures.word(row, now),
                Stream.of(
                                after("applied", row.begun(), row.applied()),
                                after("healthy", row.begun(), row.healthy()),
                                after("degraded", row.begun(), row.degraded()),
                                after("restored", row.begun(), row.restored()),
                                after("ended", row.begun(), row.ended()))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", ")));
    }

    private static Optional<String> after(String what, Instant begun, Optional<Instant> at) {
        return at.map(when -> what + " after " + Duration.between(begun, when).toSeconds() + " s");
    }

    private static void put(ObjectNode node, Entry entry) {
        node.put("at", entry.at().toString());
        put(node, entry.delivery());
        node.put("kind", entry.kind());
        entry.revision().ifPresent(revision -> node.put("revision", revision));
        entry.cluster().ifPresent(cluster -> node.put("cluster", cluster));
        if (!entry.result().isEmpty()) {
            node.put("result", entry.result());
        }
        node.put("message", entry.message());
    }

    private static void put(ObjectNode node, DeliveryId id) {
        node.put("source", id.source().value())
                .put("environment", id.environment().value())
                .put("app", id.app().value());
    }

    /** As {@link #history}. */
    String dora(Function<String, String> parameters) {
        Which which = HistoryQuery.which(parameters);
        Duration window = HistoryQuery.window(parameters);
        Instant now = clock.instant();
        Map<DeliveryId, List<ReleaseLog.Row>> releases =
                store.releaseLog().find(which, now.minus(window), now, MOST_RELEASES).stream()
                        .collect(Collectors.groupingBy(ReleaseLog.Row::delivery, TreeMap::new, Collectors.toList()));
        ObjectNode root = JSON.createObjectNode();
        root.put("windowSeconds", window.toSeconds());
        ArrayNode all = root.putArray("figures");
        releases.forEach((id, rows) -> put(all.addObject(), id, Figures.of(rows, window, now)));
        return root.toString();
    }

    private static void put(ObjectNode node, DeliveryId id, Figures figures) {
        put(node, id);
        node.put("deployments", figures.deployments())
                .put("deploymentsPerDay", figures.frequency())
                .put("failures", figures.failures());
        figures.failureRate().ifPresent(rate -> node.put("changeFailureRate", rate));
        figures.pushToHealthy().ifPresent(time -> node.put("pushToHealthySeconds", seconds(time)));
        figures.restore().ifPresent(time -> node.put("timeToRestoreSeconds", seconds(time)));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
