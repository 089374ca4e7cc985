package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Web;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses, each at most once in {@link #FRESH}; where one gives no answer its last text counts. What is remembered is
 * lost with the process. Thread-safe.
 */
public final class RecentPages implements Pages {
    /** The most bytes of one text. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    static final Duration FRESH = Duration.ofMinutes(5);
    private static final int MOST_PAGES = 32;

    private final Web web;
    private final Clock clock;
    private final Map<Key, Page> known = new LinkedHashMap<>(MOST_PAGES, 0.75f, true);

    private record Key(SourceName source, URI address) {}

    private static final class Page {
        private final byte[] text;
        private final Instant until;

        Page(byte[] text, Instant until) {
            this.text = text;
            this.until = until;
        }
    }

    public RecentPages(Web web, Clock clock) {
        this.web = web;
        this.clock = clock;
    }

    @Override
    public byte[] of(SourceName source, URI address) throws Rejected, Waiting {
        Key key = new Key(source, address);
        Page last = known(key);
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.until)) {
            return last.text.clone();
        }
        try {
            byte[] text = web.body(Web.Ask.of(source, address, MOST_BYTES));
            remember(key, new Page(text, now.plus(FRESH)));
            return text.clone();
        } catch (Waiting e) {
            if (last == null) {
                throw e;
            }
            return last.text.clone();
        }
    }

    private synchronized @Nullable Page known(Key key) {
        return known.get(key);
    }

    private synchronized void remember(Key key, Page page) {
        known.put(key, page);
        if (known.size() > MOST_PAGES) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
