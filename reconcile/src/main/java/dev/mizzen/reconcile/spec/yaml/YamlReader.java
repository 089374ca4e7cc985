package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML files. Scalars follow one table, KubeVela's: YAML 1.1 booleans (y, n, yes, no, on, off), 0x, 0o, 0b and
 * leading-0 integers, {@code _} between digits; timestamps and sexagesimals are text. Numbers are exact.
 */
public final class YamlReader {
    /** Most bytes of a file. */
    public static final int FILE_BYTES = 10 * 1024 * 1024;
    /** Most mappings and sequences around a value. */
    public static final int NESTING = 100;
    /** Most aliases ({@code *name}) of a file. */
    public static final int ALIASES = 50;
    /** Most values of a file, each alias counted as all that it stands for. */
    public static final int VALUES = 500_000;
    /** Most characters of a number. */
    public static final int NUMBER_CHARACTERS = 1_000;

    private YamlReader() {}

    /**
     * Never throws for what the file holds. Stops at the first mistake of syntax or limit; all others are collected.
     *
     * @param file path for positions
     */
    public static YamlFile read(String file, byte[] content) {
        List<Value> documents = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            String text = decode(file, content);
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(FILE_BYTES)
                    .setUseMarks(true)
                    // One piece: the parser's work on a long line grows with the square of the pieces.
                    .setBufferSize(Math.max(text.length(), 1_024))
                    .build();
            new ValueBuilder(file, new Parse(settings).parseString(text).iterator(), problems).documents(documents);
        } catch (Unreadable e) {
            problems.add(e.problem());
        } catch (MarkedYamlEngineException e) {
            problems.add(syntax(file, e));
        } catch (ReaderException e) {
            problems.add(unprintable(file, content, e));
        } catch (YamlEngineException e) {
            problems.add(Problem.at(start(file), "not valid YAML: " + e.getMessage()));
        }
        return new YamlFile(documents, problems);
    }

    static Position position(String file, Optional<Mark> mark) {
        return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> start(file));
    }

    private static Position start(String file) {
        return new Position(file, 1, 1);
    }

    private static String decode(String file, byte[] content) throws Unreadable {
        if (content.length > FILE_BYTES) {
            throw new Unreadable(
                    Problem.at(start(file), "the file has " + content.length + " bytes, the limit is " + FILE_BYTES));
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            Position place = place(file, new String(content, 0, bytes.position(), StandardCharsets.UTF_8));
            throw new Unreadable(Problem.at(place, "expected text in UTF-8, found other bytes"));
        }
    }

    private static Problem syntax(String file, MarkedYamlEngineException e) {
        String context = Objects.requireNonNullElse(e.getContext(), "");
        String message = "not valid YAML: " + e.getProblem() + (context.isEmpty() ? "" : " " + context);
        return Problem.at(position(file, e.getProblemMark().or(e::getContextMark)), message);
    }

    private static Problem unprintable(String file, byte[] content, ReaderException e) {
        String text = new String(content, StandardCharsets.UTF_8);
        int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        String message = "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
        return Problem.at(place(file, text.substring(0, end)), message);
    }

    /** The place right after {@code before}. */
    private static Position place(String file, String before) {
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        String last = before.substring(before.lastIndexOf('\n') + 1);
        return new Position(file, line, last.codePointCount(0, last.length()) + 1);
    }
}
