package dev.mizzen.reconcile.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * What an overlay says of promotions into its environment.
 *
 * @param pinned the commit at which the base is read
 * @param rejected commits that failed there and are not promoted again, in the order of the file
 */
public record OverlayPin(Optional<Revision> pinned, SequencedSet<Revision> rejected) {
    /** Annotation that holds a commit. */
    public static final String REVISION = "mizzen.dev/revision";
    /** Annotation that holds commits, separated by commas or spaces. */
    public static final String REJECTED = "mizzen.dev/rejected-revisions";

    /** Annotation that holds the commit which was left because another application of its group failed. */
    public static final String ROLLED_BACK = "mizzen.dev/rolled-back-revision";

    /** Keeps the set as it is now. */
    public OverlayPin {
        rejected = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(rejected));
    }

    /** What is no full commit id is passed over: reading the overlay tells of it. */
    public static OverlayPin read(String file, byte[] content) throws Rejected {
        Value.Mapping overlay = document(file, content);
        return new OverlayPin(
                annotation(overlay, REVISION).filter(Revision::isRevision).map(Revision::new),
                annotation(overlay, REJECTED).stream()
                        .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                        .filter(Revision::isRevision)
                        .map(Revision::new)
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static Optional<String> annotation(Value.Mapping overlay, String name) {
        return overlay.get("metadata") instanceof Value.Mapping metadata
                        && metadata.get("annotations") instanceof Value.Mapping annotations
                        && annotations.get(name) instanceof Value.Text text
                ? Optional.of(text.text())
                : Optional.empty();
    }

    static Value.Mapping document(String file, byte[] content) throws Rejected {
        YamlFile read = YamlReader.read(file, content);
        if (!read.problems().isEmpty()) {
            throw new Rejected(read.problems());
        }
        List<Value> documents = read.documents();
        if (documents.size() != 1 || !(documents.getFirst() instanceof Value.Mapping mapping)) {
            throw new Rejected(Problem.of(file + ": expected one document that is a map, found "
                    + (documents.size() == 1 ? documents.getFirst().describe() : documents.size() + " documents")));
        }
        return mapping;
    }
}
