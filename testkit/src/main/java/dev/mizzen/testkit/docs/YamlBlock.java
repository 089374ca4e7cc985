package dev.mizzen.testkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of YAML on a page of documentation.
 *
 * @param what the text of the comment on its first line: the file whose content it is, or what else it shows; {@code ""} if
 *     it has none
 * @param text the whole block
 */
public record YamlBlock(String what, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n((?:# ([^\\n]*)\\n)?.*?)^```$");

    /** All blocks of a page that are marked as YAML, in their order. */
    public static List<YamlBlock> of(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(block -> new YamlBlock(block.group(2) == null ? "" : block.group(2), block.group(1)))
                .toList();
    }
}
