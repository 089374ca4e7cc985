package dev.mizzen.reconcile.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes tars that no tool would write. */
final class Tar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Tar file(String name, String content) {
        return entry('0', name, content.getBytes(StandardCharsets.UTF_8));
    }

    Tar directory(String name) {
        return entry('5', name, new byte[0]);
    }

    /** A header in the form ustar, and a content. */
    Tar entry(char type, String name, byte[] content) {
        return entry(type, name.getBytes(StandardCharsets.UTF_8), "", "%011o".formatted(content.length), content);
    }

    Tar entry(char type, byte[] name, String prefix, String size, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, size);
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\0" + "00");
        put(header, 345, prefix);
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return raw(header).raw(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    Tar raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** With the two empty blocks of an end. */
    byte[] end() {
        return raw(new byte[2 * BLOCK]).zipped();
    }

    byte[] zipped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
            bytes.writeTo(zipped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        put(header, at, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(byte[] header, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
