package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.discover.ClusterSecret;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.observe.SecretWatch;
import dev.mizzen.reconcile.observe.WatchLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Follows the Secrets that are clusters. What was found stays while nobody answers; a Secret that goes takes its cluster
 * out of the configuration, and deletes nothing on it.
 */
final class Discoveries implements AutoCloseable {
    /** The most Secrets of one place; a cluster has clients and watches of its own. */
    private static final int MOST = 500;

    private final Function<ClusterName, Optional<Site>> sites;
    private final Listener listener;
    /** Held while somebody is told, so that the newest word is the last. Taken before the lock of this. */
    private final Object telling = new Object();

    private boolean closed;
    private final Map<Config.Discovery, Following> following = new LinkedHashMap<>();

    /** What a Secret is. */
    sealed interface Answer {
        record Is(Config.Cluster cluster) implements Answer {}

        /** It cannot be taken; {@code why} is a line without secrets. */
        record Refused(String why) implements Answer {}
    }

    /** Told of all answers each time that one is another. */
    @FunctionalInterface
    interface Listener {
        void found(Map<String, Answer> answers, Optional<String> missing);
    }

    Discoveries(Function<ClusterName, Optional<Site>> sites, Listener listener) {
        this.sites = sites;
        this.listener = listener;
    }

    /** Follows these places and no others; a place whose cluster was opened anew is followed anew. */
    void configure(List<Config.Discovery> wanted) {
        synchronized (this) {
            following.entrySet().removeIf(old -> {
                boolean gone = !wanted.contains(old.getKey());
                if (gone) {
                    old.getValue().close();
                }
                return gone;
            });
            wanted.forEach(
                    place -> following.computeIfAbsent(place, Following::new).follow());
        }
        tell();
    }

    private void tell() {
        synchronized (telling) {
            if (!closed) {
                tellNow();
            }
        }
    }

    private void tellNow() {
        Map<String, Answer> all = new LinkedHashMap<>();
        Optional<String> missing = Optional.empty();
        synchronized (this) {
            for (Following place : following.values()) {
                place.answers.forEach((name, answer) -> all.put(place.of(name), answer));
                if (!place.listed) {
                    missing = Optional.of(
                            place + " were not listed yet" + (place.trouble.isEmpty() ? "" : ": " + place.trouble));
                }
            }
        }
        listener.found(all, missing);
    }

    @Override
    public void close() {
        synchronized (telling) {
            closed = true;
        }
        synchronized (this) {
            following.values().forEach(Following::close);
            following.clear();
        }
    }

    /** One place. Its state is guarded by the lock of all. */
    private final class Following implements AutoCloseable {
        private final Config.Discovery place;
        private final Map<String, Answer> answers = new TreeMap<>();
        private boolean listed;
        private String trouble = "";
        private Optional<Api> at = Optional.empty();
        private Optional<SecretWatch> watch = Optional.empty();

        Following(Config.Discovery place) {
            this.place = place;
        }

        void follow() {
            Optional<Api> now = sites.apply(place.in()).map(Site::api);
            if (now.equals(at) && (now.isPresent() || !trouble.isEmpty())) {
                return;
            }
            close();
            at = now;
            trouble = now.isPresent() ? "" : "cluster " + place.in() + " cannot be used";
            String selector = place.form().selector() + (place.selector().isEmpty() ? "" : "," + place.selector());
            watch = now.map(
                    api -> new SecretWatch(api, place.namespace(), selector, new Heard(api), WatchLimits.DEFAULT));
        }

        String of(String secret) {
            return "Secret " + place.namespace() + "/" + secret + " of " + place.in();
        }

        @Override
        public String toString() {
            return "the clusters in " + place.namespace() + " of " + place.in();
        }

        @Override
        public void close() {
            watch.ifPresent(SecretWatch::close);
        }

        /** From one watch; one that was replaced is not heard any more. */
        private final class Heard implements SecretWatch.Listener {
            private final Api from;

            Heard(Api from) {
                this.from = from;
            }

            @Override
            public void present(String name, JsonNode secret) {
                Answer answer = read(name, secret);
                change(() -> {
                    if (answers.size() < MOST || answers.containsKey(name)) {
                        answers.put(name, answer);
                    } else {
                        trouble = "more than " + MOST + " Secrets; " + name + " is left out";
                    }
                });
            }

            private Answer read(String name, JsonNode secret) {
                try {
                    return new Answer.Is(ClusterSecret.read(place.form(), secret, of(name)));
                } catch (Rejected e) {
                    return new Answer.Refused(e.problems().getFirst().message());
                }
            }

            @Override
            public void gone(String name) {
                change(() -> answers.remove(name));
            }

            @Override
            public void complete(Set<String> names) {
                change(() -> {
                    answers.keySet().retainAll(names);
                    listed = true;
                });
            }

            @Override
            public void state(String now) {
                change(() -> trouble = now);
            }

            private void change(Runnable change) {
                boolean told;
                synchronized (Discoveries.this) {
                    if (!at.equals(Optional.of(from))) {
                        return;
                    }
                    change.run();
                    told = listed || !trouble.isEmpty();
                }
                if (told) {
                    tell();
                }
            }
        }
    }
}
