package dev.mizzen.reconcile.define;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The definitions that come with Mizzen, out of the class path: every {@code .cue} file below {@code definitions/}. */
final class BuiltIns {
    /** Of the path of each file, as messages and positions name it. */
    static final String PREFIX = "built-in ";

    private static final String FOLDER = "definitions";
    private static final String FORM = ".cue";

    private BuiltIns() {}

    /** Path, such as {@code definitions/trait/scaler.cue}, → text; the same from a jar and from a folder. */
    static SortedMap<String, String> files() {
        URL folder = BuiltIns.class.getResource("/" + FOLDER);
        if (folder == null) {
            throw new IllegalStateException("the class path has no folder " + FOLDER);
        }
        return files(folder);
    }

    static SortedMap<String, String> files(URL folder) {
        try {
            return folder.openConnection() instanceof JarURLConnection jar ? inJar(jar) : inFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in definitions cannot be read", e);
        }
    }

    private static SortedMap<String, String> inJar(JarURLConnection connection) throws IOException {
        connection.setUseCaches(false);
        SortedMap<String, String> files = new TreeMap<>();
        try (JarFile jar = connection.getJarFile()) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(FOLDER + "/"))
                    .filter(entry -> entry.getName().endsWith(FORM))
                    .toList();
            for (JarEntry entry : entries) {
                try (InputStream content = jar.getInputStream(entry)) {
                    files.put(entry.getName(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    private static SortedMap<String, String> inFolder(URL url) throws IOException {
        Path folder;
        try {
            folder = Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path: " + url, e);
        }
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(f -> f.toString().endsWith(FORM)).toList()) {
                String path = FOLDER + "/" + folder.relativize(file).toString().replace('\\', '/');
                files.put(path, Files.readString(file));
            }
        }
        return files;
    }
}
