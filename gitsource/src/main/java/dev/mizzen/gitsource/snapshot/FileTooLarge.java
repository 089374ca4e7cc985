package dev.mizzen.gitsource.snapshot;

/** A file of a snapshot is larger than its reader allows. A person must act. */
public final class FileTooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;

    public FileTooLarge(String path, long sizeBytes, long limitBytes) {
        super(path + ": the file has " + sizeBytes + " bytes, the limit is " + limitBytes);
        this.path = path;
    }

    /** Path of the file in its snapshot. */
    public String path() {
        return path;
    }
}
