package dev.mizzen.daemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** The file of an H2 store, as its URL names it. */
record H2File(Path path) {
    private static final String PREFIX = "jdbc:h2:file:";
    private static final String SUFFIX = ".mv.db";
    private static final int MOST_CAUSES = 20;

    /** What H2 says of a file that it cannot make sense of; not of one that is locked, too new or cannot be read. */
    private static final Set<Integer> BROKEN = Set.of(
            DataUtils.ERROR_INTERNAL,
            DataUtils.ERROR_FILE_CORRUPT,
            DataUtils.ERROR_SERIALIZATION,
            DataUtils.ERROR_CHUNK_NOT_FOUND,
            DataUtils.ERROR_BLOCK_NOT_FOUND,
            DataUtils.ERROR_TRANSACTION_CORRUPT);

    static Optional<H2File> of(String url) {
        return url.startsWith(PREFIX)
                ? Optional.of(new H2File(Path.of(url.substring(PREFIX.length()).split(";", 2)[0] + SUFFIX)))
                : Optional.empty();
    }

    /** A kill may leave a file whose list of done migrations says more than its tables. */
    private static final Set<Integer> HALF =
            Set.of(ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1, ErrorCode.TABLE_OR_VIEW_ALREADY_EXISTS_1);

    /** Whether that is why it cannot be opened. */
    static boolean isBroken(Throwable why) {
        Throwable cause = why;
        for (int depth = 0; depth < MOST_CAUSES && cause != null; depth++) {
            if (cause instanceof MVStoreException h2 && BROKEN.contains(h2.getErrorCode())) {
                return true;
            }
            if (cause instanceof SQLException sql && HALF.contains(sql.getErrorCode())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Makes room for a new file; one that was put aside before is replaced. */
    Path putAside() throws IOException {
        return Files.move(
                path, path.resolveSibling(path.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
    }
}
