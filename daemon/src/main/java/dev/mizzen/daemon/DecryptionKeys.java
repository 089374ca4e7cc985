package dev.mizzen.daemon;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import dev.mizzen.daemon.config.SecretRef;
import dev.mizzen.reconcile.render.SourceKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of one source for its encrypted files, read anew each time, so that one that is replaced is in force at the next poll. */
record DecryptionKeys(Config.Secrets places, Map<String, String> environment) {
    /** A key that is not there now opens nothing; the file that needs it says so. */
    SourceKeys read() {
        List<String> identities = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (SecretRef place : places.age()) {
            try {
                identities.add(place.read(environment));
            } catch (SecretMissing e) {
                missing.add(String.valueOf(e.getMessage()));
            }
        }
        return new SourceKeys(identities, places.keyService().map(Path::toString), missing);
    }
}
