package dev.mizzen.reconcile.model;

/** A place in a file of a snapshot: path, line and column, both counted from 1. */
public record Position(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
