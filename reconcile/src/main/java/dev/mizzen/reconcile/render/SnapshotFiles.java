package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.reconcile.define.Needs;
import dev.mizzen.reconcile.spec.Lookup;
import dev.mizzen.reconcile.spec.SealedFile;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers one request's questions for paths out of a snapshot, and remembers what it found. Not thread-safe. */
final class SnapshotFiles implements Needs {
    private static final int FILE_BYTES = 10 * 1024 * 1024;

    private final Snapshot snapshot;
    private final SortedMap<String, String> looks = new TreeMap<>();
    private Optional<SnapshotUnreadable> unreadable = Optional.empty();

    SnapshotFiles(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public ObjectNode answer(JsonNode need) {
        String path = need.path("path").asString("");
        Optional<Entry> entry = snapshot.entry(path);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (entry.isEmpty()) {
            looks.put(path, Lookup.ABSENT);
            return answer.put("absent", true);
        }
        return switch (entry.get()) {
            case Entry.Directory directory -> {
                looks.put(path, Lookup.DIRECTORY);
                yield answer.put("directory", true);
            }
            case Entry.File file -> {
                looks.put(path, file.id());
                yield content(file, answer);
            }
        };
    }

    private ObjectNode content(Entry.File file, ObjectNode answer) {
        try {
            byte[] content = snapshot.read(file, FILE_BYTES);
            return SealedFile.is(content)
                    ? answer.put("refused", file.path() + " " + SealedFile.REFUSED)
                    : answer.put("file", content);
        } catch (FileTooLarge e) {
            return answer.put("refused", file.path() + " is larger than the limit of " + FILE_BYTES + " bytes");
        } catch (FileSealed e) {
            return answer.put("refused", file.path() + ":" + e.line() + ":1 cannot be read: " + e.reason());
        } catch (SnapshotUnreadable e) { // the process waits for an answer, whatever happens here
            unreadable = Optional.of(e);
            return answer.put("refused", file.path() + " cannot be read now");
        }
    }

    /** @throws SnapshotUnreadable if a file could not be read when it was asked for: what was answered means nothing */
    void requireReadable() {
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
    }

    /** Path → what was found there, as {@link Lookup} writes it. */
    SortedMap<String, String> looks() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(looks));
    }
}
