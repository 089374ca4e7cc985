package dev.mizzen.daemon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.promote.OverlayPin;
import dev.mizzen.reconcile.promote.PinEdit;
import dev.mizzen.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The demo's repository: prod takes what staging has proved, and staging is one commit ahead of it. */
final class DemoShop {
    private static final String PROD = "environments/prod/";
    private static final String ENVIRONMENT = PROD + "environment.yaml";
    private static final String WEB = "apps/web/application.yaml";

    private DemoShop() {}

    /**
     * Three commits: the shop, prod pinned to it, and a new web.
     *
     * @param shop the folder with the files of the first
     * @throws Rejected if an overlay of the folder cannot be pinned
     */
    static void fill(BareRepository repository, String branch, Path shop) throws IOException, Rejected {
        String opened = repository.commit(branch, "The shop opens", shop);
        Map<String, String> files = new TreeMap<>(repository.files(branch));
        for (String path : List.copyOf(files.keySet())) {
            if (path.startsWith(PROD)) {
                files.put(path, inProd(path, files.getOrDefault(path, ""), opened));
            }
        }
        repository.commit(branch, "Prod takes what staging has proved", files);
        files.computeIfPresent(WEB, (path, web) -> web.replace("web:1.4.0", "web:1.5.0"));
        repository.commit(branch, "A new web", files);
    }

    private static String inProd(String path, String text, String opened) throws Rejected {
        if (path.equals(ENVIRONMENT)) {
            return text.stripTrailing() + "\n  promotion:\n    from: staging\n    gates:\n      healthyFor: 5s\n";
        }
        return new String(PinEdit.set(path, text.getBytes(UTF_8), OverlayPin.REVISION, opened), UTF_8);
    }
}
