package dev.mizzen.testkit.git;

import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Takes pushes into a repository and tells of every ref that moved. */
final class Receiving {
    private Receiving() {}

    /** @param protectedRefs what to say to whoever pushes there, by ref */
    static ReceivePack of(
            Repository repository, String name, Consumer<Push> pushed, Map<String, String> protectedRefs) {
        ReceivePack receive = new ReceivePack(repository);
        receive.setBiDirectionalPipe(false);
        receive.setAllowNonFastForwards(true);
        receive.setPreReceiveHook((pack, commands) -> {
            for (ReceiveCommand command : commands) {
                String words = protectedRefs.get(command.getRefName());
                if (words != null) {
                    pack.sendMessage(words);
                    command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "pre-receive hook declined");
                }
            }
        });
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
