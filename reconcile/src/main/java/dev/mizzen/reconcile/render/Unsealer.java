package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Leaves;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.SealedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Opens files that SOPS encrypted, by a helper process of its own. Plain text is kept by nobody. Thread-safe. */
public final class Unsealer {
    private final Evaluator helper;
    private final Leaves leaves;

    /**
     * @param helper a pool of {@code mizzen-sops}
     * @param leaves gets every value that is opened, before anybody else
     */
    public Unsealer(Evaluator helper, Leaves leaves) {
        this.helper = helper;
        this.leaves = leaves;
    }

    /** The snapshot with every encrypted file in plain text. A file that these keys do not open throws {@link FileSealed}. */
    public Snapshot open(Snapshot sealed, SourceKeys keys) {
        return new UnsealedSnapshot(sealed, this, keys);
    }

    /**
     * The plain text of a file, encrypted or not.
     *
     * @throws FileSealed if it is encrypted and cannot be opened, or holds an encrypted value that nothing can open
     * @throws SnapshotUnreadable if it cannot be opened now
     */
    byte[] plain(SourceName source, String path, byte[] content, SourceKeys keys) {
        byte[] plain = SealedFile.is(content) ? opened(source, path, content, keys) : content;
        OptionalInt leftover = SealedFile.leftover(plain);
        if (leftover.isPresent()) {
            throw new FileSealed(
                    "a value is encrypted with SOPS, and the file has no section \"sops\" by which it could be opened",
                    leftover.getAsInt());
        }
        return plain;
    }

    private byte[] opened(SourceName source, String path, byte[] content, SourceKeys keys) {
        JsonNode answer;
        try {
            answer = helper.call(source, request(path, content, keys), new Blame(Digest.of(content), Map.of()));
        } catch (Rejected e) {
            throw new FileSealed(e.problems().getFirst().message(), 1);
        } catch (Waiting e) {
            throw new SnapshotUnreadable(path + " is encrypted and cannot be opened now: " + e.getMessage(), e);
        }
        if (!answer.path("ok").asBoolean(false)) {
            throw sealed(Fault.all(answer.path("errors")).getFirst(), keys);
        }
        String unavailable = answer.path("unavailable").asString("");
        if (!unavailable.isEmpty()) {
            throw new SnapshotUnreadable(path + " is encrypted and cannot be opened now: " + unavailable);
        }
        List<String> values = new ArrayList<>();
        answer.path("leaves").forEach(leaf -> values.add(leaf.asString("")));
        if (!leaves.add(source, values)) {
            throw new FileSealed("this source has had more encrypted values than can be hidden: " + Leaves.MOST, 1);
        }
        return answer.path("content").binaryValue();
    }

    private static ObjectNode request(String path, byte[] content, SourceKeys keys) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("op", "decrypt")
                .put("path", path)
                .put("content", content);
        ArrayNode identities = request.putArray("identities");
        keys.identities().forEach(identities::add);
        keys.keyService().ifPresent(socket -> request.put("keyService", socket));
        return request;
    }

    private static FileSealed sealed(Fault fault, SourceKeys keys) {
        String missing = keys.missing().isEmpty() ? "" : "; a key is missing: " + String.join(", ", keys.missing());
        return new FileSealed(
                fault.message() + missing, fault.file().map(Position::line).orElse(1));
    }
}
