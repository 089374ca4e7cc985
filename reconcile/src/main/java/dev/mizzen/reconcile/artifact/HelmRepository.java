package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Web;
import dev.mizzen.reconcile.spec.yaml.ChartIndex;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Charts of repositories that are an {@code index.yaml} and archives beside it.
 *
 * @see <a href="https://helm.sh/docs/topics/chart_repository/">Helm's description of a repository</a>
 */
final class HelmRepository {
    private final Web web;
    private final VersionChoice choice;
    private final OciRegistry registry;

    HelmRepository(Web web, VersionChoice choice, OciRegistry registry) {
        this.web = web;
        this.choice = choice;
        this.registry = registry;
    }

    /** The version that is meant, and where its archive lies. */
    record Found(String version, URI archive) {}

    Found find(SourceName source, Wanted.Repository wanted) throws Rejected, Waiting {
        URI index = index(wanted.url());
        String name = Web.shown(index);
        List<ChartIndex.Version> versions = web.get(Web.Ask.of(source, index, ChartIndex.BYTES), (head, body) -> {
            if (head.status() != 200) {
                throw Web.status(index, head.status());
            }
            return ChartIndex.read(name, body, wanted.chart());
        });
        List<String> written =
                versions.stream().map(ChartIndex.Version::version).toList();
        String chosen =
                choice.choose(source, wanted.version(), written, "chart \"" + wanted.chart() + "\" of " + wanted.url());
        Optional<String> archive = versions.stream()
                .filter(version -> version.version().equals(chosen))
                .flatMap(version -> version.urls().stream())
                .findFirst();
        if (archive.isEmpty()) {
            throw new Rejected(Problem.of(
                    name + " does not say where version " + chosen + " of chart \"" + wanted.chart() + "\" lies"));
        }
        return new Found(chosen, resolved(index, archive.get()));
    }

    byte[] archive(SourceName source, Found found) throws Rejected, Waiting {
        if ("oci".equals(found.archive().getScheme())) {
            Wanted.Registry other = new Wanted.Registry(found.archive().toString(), "");
            Pin.Content pin = registry.find(source, other);
            return registry.content(source, other, pin);
        }
        return archive(source, found.archive());
    }

    byte[] archive(SourceName source, URI archive) throws Rejected, Waiting {
        return web.body(Web.Ask.of(source, archive, Artifacts.MOST_BYTES));
    }

    /** @throws Waiting if the repository has another version in place of it now */
    byte[] archive(SourceName source, Wanted.Repository wanted, String version) throws Rejected, Waiting {
        Found found = find(source, new Wanted.Repository(wanted.url(), wanted.chart(), version));
        if (!found.version().equals(version)) {
            throw new Waiting(
                    new Obstacle.NotReady(),
                    wanted.url() + " has version " + version + " of chart \"" + wanted.chart() + "\" no more");
        }
        return archive(source, found);
    }

    static URI address(String text) throws Rejected {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new Rejected(Problem.of("\"" + text + "\" is no address"));
        }
    }

    private static URI index(String url) throws Rejected {
        return address(url.replaceAll("/+$", "") + "/index.yaml");
    }

    private static URI resolved(URI index, String archive) throws Rejected {
        try {
            return index.resolve(archive);
        } catch (IllegalArgumentException e) {
            throw new Rejected(Problem.of(Web.shown(index) + " names an archive at what is no address"));
        }
    }
}
