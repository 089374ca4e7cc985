package dev.mizzen.gitsource.snapshot;

/**
 * A file is encrypted and cannot be opened. The message says why, without its path and without anything secret of its content.
 */
public final class FileSealed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line of the file, counted from 1 */
    public FileSealed(String message, int line) {
        super(message);
        this.line = line;
    }

    /** The line that is at fault, counted from 1. */
    public int line() {
        return line;
    }

    /** What is wrong, without a name of the file. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
