package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.web.PushEvents;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.hook.GitHubHook;
import dev.mizzen.gitsource.hook.HookResult;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GitHub's events: a genuine one about the source's own branch makes the source or its pull requests be looked at. */
final class GitHubEvents implements PushEvents {
    private static final Logger LOG = LoggerFactory.getLogger(GitHubEvents.class);

    private final GitHubHook hook = new GitHubHook();
    private final Sources sources;
    private final Metrics metrics;
    private final Map<String, String> environment;

    GitHubEvents(Sources sources, Metrics metrics, Map<String, String> environment) {
        this.sources = sources;
        this.metrics = metrics;
        this.environment = environment;
    }

    @Override
    public Answer receive(String source, Map<String, String> headers, byte[] body) {
        Optional<Config.Source> config = named(source).flatMap(sources::config);
        if (config.isEmpty() || config.get().webhook().isEmpty()) {
            return Answer.UNKNOWN;
        }
        Answer answer = receive(config.get(), headers, body);
        metrics.webhook(config.get().name(), answer.name().toLowerCase(Locale.ROOT));
        return answer;
    }

    private static Optional<SourceName> named(String text) {
        try {
            return Optional.of(new SourceName(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer receive(Config.Source source, Map<String, String> headers, byte[] body) {
        Secret secret;
        try {
            secret = Secret.of(source.webhook().orElseThrow().read(environment));
        } catch (SecretMissing e) {
            LOG.error("push event for {} refused: {}", source.name(), e.getMessage());
            return Answer.REFUSED;
        }
        return switch (hook.receive(headers, body, secret)) {
            case HookResult.Push push -> pushed(source, push.ref());
            case HookResult.Deleted deleted -> pushed(source, deleted.ref());
            case HookResult.PullRequest pull -> pulled(source, pull.base());
            case HookResult.Ping ping -> Answer.IGNORED;
            case HookResult.Ignored ignored -> Answer.IGNORED;
            case HookResult.Refused refused -> {
                LOG.warn("push event for {} refused: {}", source.name(), refused.reason());
                yield Answer.REFUSED;
            }
        };
    }

    /** The URL names the source and the signature proves the sender; only the branch can be another one. */
    private Answer pushed(Config.Source source, String ref) {
        if (!ref.equals("refs/heads/" + source.branch())) {
            return Answer.IGNORED;
        }
        sources.sync(source.name()).ifPresent(sync -> sync.trigger());
        return Answer.ACCEPTED;
    }

    private Answer pulled(Config.Source source, String base) {
        Optional<PullLook> pulls = sources.pulls(source.name()).filter(look -> base.equals(source.branch()));
        pulls.ifPresent(PullLook::trigger);
        return pulls.isPresent() ? Answer.ACCEPTED : Answer.IGNORED;
    }
}
