package dev.mizzen.gitsource.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.jspecify.annotations.Nullable;

/**
 * A bare repository whose packs are received within a {@link Budget}.
 *
 * <p>This is the one place through which the packs of every transport come.
 */
final class MirrorRepository extends FileRepository {
    private final AtomicReference<@Nullable Budget> budget = new AtomicReference<>();

    MirrorRepository(BaseRepositoryBuilder<?, ?> builder) throws IOException {
        super(builder);
    }

    /** Packs received from now on are charged to {@code newBudget}. */
    void charge(Budget newBudget) {
        budget.set(newBudget);
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter inserter = super.newObjectInserter();
        Budget charged = budget.get();
        return charged == null ? inserter : new Metered(inserter, charged);
    }

    private static final class Metered extends ObjectInserter.Filter {
        private final ObjectInserter inserter;
        private final Budget budget;

        Metered(ObjectInserter inserter, Budget budget) {
            this.inserter = inserter;
            this.budget = budget;
        }

        @Override
        protected ObjectInserter delegate() {
            return inserter;
        }

        @Override
        public PackParser newPackParser(InputStream in) throws IOException {
            PackParser parser = inserter.newPackParser(budget.metered(in));
            // An object that inflates to more than the repository may have is a bomb.
            parser.setMaxObjectSizeLimit(Math.max(1, budget.bytesLeft()));
            return parser;
        }
    }
}
