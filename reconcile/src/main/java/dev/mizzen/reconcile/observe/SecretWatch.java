package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Selection;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** A watch of the Secrets of one namespace that have a label: all that are there, then every change, until it is closed. */
public final class SecretWatch implements AutoCloseable {
    private static final Resource SECRETS = new Resource(new Gvk("", "v1", "Secret"), "secrets", true, false);

    private final KindWatch watch;

    /** Hears of the Secrets, one at a time; must return soon. */
    public interface Listener {
        /** A Secret is there, or another than it was. */
        void present(String name, JsonNode secret);

        /** A Secret is not there any more. */
        void gone(String name);

        /** These are all; told after each complete list. */
        void complete(Set<String> names);

        /** Nothing is heard now, and {@code trouble} is why; {@code ""} if all is well. */
        void state(String trouble);
    }

    /** Begins at once, on a thread of its own. */
    public SecretWatch(Api api, String namespace, String labelSelector, Listener listener, WatchLimits limits) {
        watch = new KindWatch(
                api,
                SECRETS,
                new Selection(namespace, labelSelector, false),
                new Heard(listener),
                new Backoff(limits, RandomGenerator.getDefault()));
        Thread.ofVirtual().name("secrets-" + api.cluster() + "-" + namespace).start(watch::run);
    }

    private record Heard(Listener listener) implements KindWatch.Sink {
        @Override
        public void present(Resource kind, JsonNode live) {
            listener.present(Reduction.ref(kind, live).name(), live);
        }

        @Override
        public void deleted(Resource kind, JsonNode last) {
            listener.gone(Reduction.ref(kind, last).name());
        }

        @Override
        public void complete(Resource kind, Set<ObjectRef> present, String resourceVersion) {
            listener.complete(Set.copyOf(present.stream().map(ObjectRef::name).toList()));
        }

        @Override
        public void state(Resource kind, KindState state) {
            listener.state(state.status() == KindState.Status.LIVE ? "" : state.message());
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
