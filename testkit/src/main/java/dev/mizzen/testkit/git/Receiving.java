package dev.mizzen.testkit.git;

import java.util.function.Consumer;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Takes pushes into a repository and tells of every ref that moved. */
final class Receiving {
    private Receiving() {}

    static ReceivePack of(Repository repository, String name, Consumer<Push> pushed) {
        ReceivePack receive = new ReceivePack(repository);
        receive.setBiDirectionalPipe(false);
        receive.setAllowNonFastForwards(true);
        receive.setPostReceiveHook((pack, commands) -> {
            for (ReceiveCommand command : commands) {
                if (command.getResult() == ReceiveCommand.Result.OK) {
                    pushed.accept(new Push(
                            name,
                            command.getRefName(),
                            command.getOldId().name(),
                            command.getNewId().name()));
                }
            }
        });
        return receive;
    }
}
