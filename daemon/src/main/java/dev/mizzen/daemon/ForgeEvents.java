package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.ForgeKind;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.pulls.PullLook;
import dev.mizzen.daemon.report.Metrics;
import dev.mizzen.daemon.web.PushEvents;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.gitsource.hook.AzureDevOpsHook;
import dev.mizzen.gitsource.hook.BitbucketHook;
import dev.mizzen.gitsource.hook.BitbucketServerHook;
import dev.mizzen.gitsource.hook.GitHubHook;
import dev.mizzen.gitsource.hook.GitLabHook;
import dev.mizzen.gitsource.hook.GiteaHook;
import dev.mizzen.gitsource.hook.Hook;
import dev.mizzen.gitsource.hook.HookResult;
import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of forges: a genuine one about the source's own branch makes the source or its pull requests be looked at. */
final class ForgeEvents implements PushEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ForgeEvents.class);

    private final Map<ForgeKind, Hook> hooks = Map.of(
            ForgeKind.GITHUB, new GitHubHook(),
            ForgeKind.GITLAB, new GitLabHook(),
            ForgeKind.GITEA, new GiteaHook(),
            ForgeKind.FORGEJO, new GiteaHook(),
            ForgeKind.BITBUCKET, new BitbucketHook(),
            ForgeKind.BITBUCKET_SERVER, new BitbucketServerHook(),
            ForgeKind.AZURE_DEVOPS, new AzureDevOpsHook());
    private final Sources sources;
    private final Metrics metrics;
    private final Map<String, String> environment;

    ForgeEvents(Sources sources, Metrics metrics, Map<String, String> environment) {
        this.sources = sources;
        this.metrics = metrics;
        this.environment = environment;
    }

    @Override
    public Answer receive(String kind, String source, Map<String, String> headers, byte[] body) {
        Optional<Hook> hook = ForgeKind.of(kind).map(hooks::get);
        Optional<Config.Source> config =
                named(source).flatMap(sources::config).filter(c -> c.webhook().isPresent() && takes(c, kind));
        if (hook.isEmpty() || config.isEmpty()) {
            return Answer.UNKNOWN;
        }
        Answer answer = receive(hook.get(), config.get(), headers, body);
        metrics.webhook(config.get().name(), answer.name().toLowerCase(Locale.ROOT));
        return answer;
    }

    /** A forge of another kind would prove itself in another way; without one every kind may be meant. */
    private static boolean takes(Config.Source source, String kind) {
        return source.forge()
                .map(Config.Forge::kind)
                .filter(told -> told != ForgeKind.GIT)
                .map(told -> told.text().equals(kind))
                .orElse(true);
    }

    private static Optional<SourceName> named(String text) {
        try {
            return Optional.of(new SourceName(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer receive(Hook hook, Config.Source source, Map<String, String> headers, byte[] body) {
        Secret secret;
        try {
            secret = Secret.of(source.webhook().orElseThrow().read(environment));
        } catch (SecretMissing e) {
            LOG.error("push event for {} refused: {}", source.name(), e.getMessage());
            return Answer.REFUSED;
        }
        return became(source, hook.receive(headers, body, secret));
    }

    private Answer became(Config.Source source, HookResult result) {
        return switch (result) {
            case HookResult.Push push -> push.concerns(source.url()) ? pushed(source, push.ref()) : Answer.IGNORED;
            case HookResult.Deleted deleted -> pushed(source, deleted.ref());
            case HookResult.PullRequest pull -> pulled(source, pull.base());
            case HookResult.Several several ->
                several.results().stream()
                        .map(one -> became(source, one))
                        .min(Comparator.naturalOrder())
                        .orElse(Answer.IGNORED);
            case HookResult.Ping ping -> Answer.IGNORED;
            case HookResult.Ignored ignored -> Answer.IGNORED;
            case HookResult.Refused refused -> {
                LOG.warn("event for {} refused: {}", source.name(), refused.reason());
                yield Answer.REFUSED;
            }
        };
    }

    /** Only the branch can be another one: the address names the source, and the sender is proved. */
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
