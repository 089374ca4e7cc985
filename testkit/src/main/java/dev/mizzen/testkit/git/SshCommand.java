package dev.mizzen.testkit.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** {@code git-upload-pack} and {@code git-receive-pack} as a client asks for them over ssh. */
final class SshCommand extends AbstractCommandSupport {
    private static final Pattern COMMAND = Pattern.compile("(git-upload-pack|git-receive-pack) '/?(.+?)\\.git'");

    private final GitServer repositories;

    SshCommand(String command, GitServer repositories) {
        super(command, null);
        this.repositories = repositories;
    }

    @Override
    public void run() {
        try {
            onExit(serve());
        } catch (IOException | RuntimeException e) {
            onExit(1, e.toString());
        }
    }

    private int serve() throws IOException {
        Matcher command = COMMAND.matcher(getCommand());
        Optional<BareRepository> repository =
                command.matches() ? repositories.existing(command.group(2)) : Optional.empty();
        if (repository.isEmpty()) {
            getErrorStream().write("ERROR: Repository not found.\n".getBytes(UTF_8));
            getErrorStream().flush();
            return 128;
        }
        if (command.group(1).equals("git-upload-pack")) {
            UploadPack upload = new UploadPack(repository.get().jgit());
            String protocol = getEnvironment().getEnv().get("GIT_PROTOCOL");
            if (protocol != null) {
                upload.setExtraParameters(List.of(protocol.split(":")));
            }
            upload.upload(getInputStream(), getOutputStream(), getErrorStream());
        } else {
            ReceivePack receive = repositories.receiving(repository.get(), command.group(2));
            receive.setBiDirectionalPipe(true);
            receive.receive(getInputStream(), getOutputStream(), getErrorStream());
        }
        return 0;
    }
}
